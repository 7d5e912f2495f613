using System.Text.Json;
using Mpsim.Models.Units;
using Mpsim.Output;
using Mpsim.Results;

namespace Mpsim.Sim.Tests.Output;

public sealed class ResultFolderTests
{
    private static readonly string[] CsvFiles = [SummaryCsv.FileName, ComparisonCsv.FileName, TimeSeriesCsv.FileName, EventsCsv.FileName];

    [Fact]
    public void Csv_bytes_do_not_depend_on_which_run_finished_first()
    {
        using var folder = new TemporaryFolder();
        ResultFolder.Write(MadeUpResults.Scenario(), folder["a"]);
        ResultFolder.Write(MadeUpResults.Scenario(shuffled: true), folder["b"]);

        foreach (string file in CsvFiles)
            Assert.Equal(File.ReadAllBytes(Path.Combine(folder["a"], file)), File.ReadAllBytes(Path.Combine(folder["b"], file)));
    }

    [Fact]
    public void Csv_files_hold_no_wall_time()
    {
        using var folder = new TemporaryFolder();
        ScenarioResult quick = MadeUpResults.Scenario();
        var slow = new ScenarioResult(quick.Facts, quick.Runs) { WallTime = TimeSpan.FromHours(1) };
        ResultFolder.Write(quick, folder["a"]);
        ResultFolder.Write(slow, folder["b"]);

        foreach (string file in CsvFiles)
            Assert.Equal(File.ReadAllBytes(Path.Combine(folder["a"], file)), File.ReadAllBytes(Path.Combine(folder["b"], file)));
    }

    [Fact]
    public void Summary_has_one_row_per_variant_run_and_flow_with_figures_in_their_columns()
    {
        using var folder = new TemporaryFolder();
        FlowResult download = MadeUpResults.Download(40.25, 0.25) with { CompletionTime = Duration.FromSeconds(12.5) };
        var result = new ScenarioResult(MadeUpResults.Facts(1), [MadeUpResults.Plain("take-over", 1, download)]);
        ResultFolder.Write(result, folder.Path);

        Assert.Equal(
            """
            variant,run,seed,completed,simulated_time_s,flow,goodput_mbps,bytes,completion_time_s,handshake_time_ms,first_byte_time_ms,share_lte_percent,share_wlan_percent,retransmissions,longest_gap_ms,longest_stall_ms,connections_opened,connections_completed,connections_aborted,sessions_taken_over,sessions_left,sessions_passed,sessions_without_mptcp,sessions_refused,subflows_refused,sessions_kept,sessions_lost,replicated_bytes,commit_delay_ms,share_up_lte_percent,share_up_wlan_percent,share_down_lte_percent,share_down_wlan_percent,subflows_failed,second_path_time_ms,cost,over_quota_bytes
            take-over,1,1,true,20,download,40.25,100625000,12.5,120,,25,75,42,310,0,1,0,0,,,,,,,,,,,,,,,,,,

            """.ReplaceLineEndings("\n"),
            File.ReadAllText(folder[SummaryCsv.FileName]));
    }

    [Fact]
    public void Time_series_are_tidy_and_events_keep_their_commas()
    {
        using var folder = new TemporaryFolder();
        ResultFolder.Write(MadeUpResults.Scenario(runs: 1), folder.Path);

        string[] series = File.ReadAllLines(folder[TimeSeriesCsv.FileName]);
        Assert.Equal("time,variant,run,entity,metric,value,unit", series[0]);
        Assert.StartsWith("0.1,take-over,1,flow/download/path/lte,goodput,", series[1], StringComparison.Ordinal);
        string[] events = File.ReadAllLines(folder[EventsCsv.FileName]);
        Assert.Equal("0.04,take-over,1,phone,mptcp-established,\"token 5c1e, \"\"full mesh\"\"\"", events[1]);
    }

    [Fact]
    public void Lines_end_with_a_line_feed_alone()
    {
        using var folder = new TemporaryFolder();
        ResultFolder.Write(MadeUpResults.Scenario(runs: 1), folder.Path);

        foreach (string file in Directory.GetFiles(folder.Path))
        {
            string text = File.ReadAllText(file);
            Assert.DoesNotContain('\r', text);
            Assert.EndsWith("\n", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Run_cut_short_leaves_whole_rows_and_the_manifest_says_so()
    {
        using var folder = new TemporaryFolder();
        ScenarioResult whole = MadeUpResults.Scenario(runs: 2);
        RunResult[] kept = [whole.Runs[0], whole.Runs[1] with { Completed = false, SimulatedTime = Instant.FromSeconds(3.25) }];
        ResultFolder.Write(new ScenarioResult(whole.Facts, kept) { Status = ScenarioStatus.Interrupted, Reason = "stopped by the user" }, folder.Path);

        foreach (string file in CsvFiles)
        {
            string[] lines = File.ReadAllLines(folder[file]);
            int fields = lines[0].Split(',').Length;
            Assert.True(lines.Length > 1 || file == ComparisonCsv.FileName);
            Assert.All(lines.Where(line => !line.Contains('"')), line => Assert.Equal(fields, line.Split(',').Length));
        }

        Assert.Contains("take-over,2,2,false,3.25,download,", File.ReadAllText(folder[SummaryCsv.FileName]), StringComparison.Ordinal);
        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllText(folder[ManifestJson.FileName]));
        Assert.Equal("interrupted", manifest.RootElement.GetProperty("status").GetString());
        Assert.Equal("stopped by the user", manifest.RootElement.GetProperty("reason").GetString());
        JsonElement runs = manifest.RootElement.GetProperty("variants")[0].GetProperty("runs");
        Assert.False(runs[1].GetProperty("completed").GetBoolean());
        Assert.Equal(3.25, runs[1].GetProperty("simulated_time_s").GetDouble());
    }

    [Fact]
    public void Manifest_tells_what_was_run_with_what()
    {
        using var folder = new TemporaryFolder();
        ResultFolder.Write(MadeUpResults.Scenario(runs: 2), folder.Path);

        using JsonDocument manifest = JsonDocument.Parse(File.ReadAllText(folder[ManifestJson.FileName]));
        JsonElement root = manifest.RootElement;
        Assert.Equal("complete", root.GetProperty("status").GetString());
        Assert.Equal("scenarios/quickstart.yaml", root.GetProperty("scenario").GetProperty("file").GetString());
        Assert.Equal(64, root.GetProperty("scenario").GetProperty("sha256").GetString()!.Length);
        Assert.Equal(3.251, root.GetProperty("wall_time_s").GetDouble());
        JsonElement variant = root.GetProperty("variants")[2];
        Assert.Equal("no proxy", variant.GetProperty("name").GetString());
        Assert.Equal("20 Mbit/s", variant.GetProperty("parameters").GetProperty("links.lte.rate").GetString());
        Assert.Equal("0123456789abcdf0", variant.GetProperty("runs")[0].GetProperty("fingerprint").GetString());
    }

    [Fact]
    public void Nothing_temporary_is_left()
    {
        using var folder = new TemporaryFolder();
        ResultFolder.Write(MadeUpResults.Scenario(runs: 1), folder.Path);

        Assert.Equal(
            ["comparison.csv", "events.csv", "manifest.json", "ports.csv", "proxies.csv", "summary.csv", "timeseries.csv"],
            Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName).Order());
    }

    [Fact]
    public void Folder_is_named_after_scenario_and_time_and_never_taken_twice()
    {
        using var folder = new TemporaryFolder();
        var now = new DateTimeOffset(2026, 3, 1, 14, 5, 9, TimeSpan.FromHours(1));

        string first = ResultFolder.Choose(folder.Path, "scenarios/lte-trace.yaml", now);
        Assert.Equal(Path.Combine(folder.Path, "lte-trace", "2026-03-01T13-05-09Z"), first);
        Assert.False(Directory.Exists(first));
        Directory.CreateDirectory(first);
        Assert.Equal(first + "-2", ResultFolder.Choose(folder.Path, "scenarios/lte-trace.yaml", now));
    }
}
