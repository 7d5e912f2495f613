using System.Text;
using System.Text.Json;
using Mpsim.Models.Units;
using Mpsim.Output;
using Mpsim.Results;
using Spectre.Console;
using Spectre.Console.Testing;

namespace Mpsim.Sim.Tests.Output;

public sealed class ResultTableTests
{
    [Fact]
    public void Plain_table_fits_100_columns_and_holds_means_with_intervals()
    {
        string text = Print(MadeUpResults.Scenario());

        Assert.All(text.Split('\n'), line => Assert.True(line.TrimEnd().Length <= 100, line));
        Assert.Contains("| take-over   | download | 41.06 ± 0.05 | lte 45, wlan 55 |", text, StringComparison.Ordinal);
        Assert.Contains("20 s simulated, seed 1, 5 runs", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Plain_table_has_no_colours_and_no_line_drawing()
    {
        string text = Print(MadeUpResults.Scenario(runs: 1));

        Assert.DoesNotContain('\u001b', text);
        Assert.DoesNotContain('─', text);
    }

    [Fact]
    public void Single_flow_is_named_below_instead_of_in_a_column()
    {
        string text = Print(new ScenarioResult(MadeUpResults.Facts(1), [MadeUpResults.Plain("take-over", 1, MadeUpResults.Download(40))]));

        Assert.DoesNotContain("| flow", text, StringComparison.Ordinal);
        Assert.Contains("flow download, 20 s simulated, seed 1, 1 run", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Variant_with_another_duration_is_told_apart()
    {
        RunResult[] runs = [MadeUpResults.Plain("take-over", 1, MadeUpResults.Download(40)), MadeUpResults.Plain("no proxy", 1, MadeUpResults.Download(20)) with { SimulatedTime = Instant.FromSeconds(5) }];

        Assert.Contains("flow download, 20 s simulated ('no proxy' 5 s), seed 1", Print(new ScenarioResult(MadeUpResults.Facts(1), runs)), StringComparison.Ordinal);
    }

    [Fact]
    public void Transfers_that_did_not_finish_in_all_runs_are_counted()
    {
        FlowResult finished = MadeUpResults.Download(40) with { CompletionTime = Duration.FromSeconds(12.5), CompletionTimes = [Duration.FromSeconds(12.5)] };
        RunResult[] runs = [MadeUpResults.Plain("take-over", 1, finished), MadeUpResults.Plain("take-over", 2, MadeUpResults.Download(39))];

        Assert.Contains("12.5 (50 %)", Print(new ScenarioResult(MadeUpResults.Facts(2), runs)), StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_cut_short_are_left_out_of_means_and_it_is_said()
    {
        RunResult[] runs =
        [
            MadeUpResults.Plain("take-over", 1, MadeUpResults.Download(40)),
            MadeUpResults.Plain("take-over", 2, MadeUpResults.Download(10)) with { Completed = false, SimulatedTime = Instant.FromSeconds(0.5) },
        ];
        string text = Print(new ScenarioResult(MadeUpResults.Facts(9), runs) { Status = ScenarioStatus.Interrupted, Reason = "stopped by the user", NotBegun = 25 });

        Assert.Contains("| take-over |     40 |", text, StringComparison.Ordinal);
        Assert.Contains("runs: 1 ended, 1 cut short and left out of all means, 25 not begun: stopped by the user", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Variant_of_which_no_run_ended_shows_the_furthest_one_as_cut()
    {
        RunResult Cut(int run, double goodput, double seconds) =>
            MadeUpResults.Plain("take-over", run, MadeUpResults.Download(goodput)) with { Completed = false, SimulatedTime = Instant.FromSeconds(seconds) };
        string text = Print(new ScenarioResult(MadeUpResults.Facts(2), [Cut(1, 30, 3.2), Cut(2, 20, 1)]) { Status = ScenarioStatus.Interrupted });

        Assert.Contains("| take-over, cut at 3.2 s |     30 |", text, StringComparison.Ordinal);
        Assert.Contains("runs: 0 ended, 2 cut short", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Completion_time_says_of_what_part_of_the_connections_it_is_where_others_have_not_finished()
    {
        FlowResult flow = MadeUpResults.Download(40) with { CompletionTime = Duration.FromSeconds(3), CompletionTimes = [Duration.FromSeconds(2), Duration.FromSeconds(4)], ConnectionsOpened = 15 };

        Assert.Contains("3 (13 %)", Print(new ScenarioResult(MadeUpResults.Facts(1), [MadeUpResults.Plain("take-over", 1, flow)])), StringComparison.Ordinal);
        Assert.DoesNotContain("3 (", Print(new ScenarioResult(MadeUpResults.Facts(1), [MadeUpResults.Plain("take-over", 1, flow with { ConnectionsOpened = 2 })])), StringComparison.Ordinal);
    }

    [Fact]
    public void Differences_to_the_first_variant_are_those_of_runs_with_the_same_seed()
    {
        var runs = new List<RunResult>();
        foreach ((int run, double luck) in new[] { (1, 0.0), (2, 10.0), (3, 20.0) })
        {
            runs.Add(MadeUpResults.Plain("take-over", run, MadeUpResults.Download(40 + luck)));
            runs.Add(MadeUpResults.Plain("no proxy", run, MadeUpResults.Download(20 + luck + run * 0.1)));
        }

        using var writer = new StringWriter();
        DifferenceTable.Print(Console(writer), new ScenarioResult(MadeUpResults.Facts(3), runs));

        // Mean −19.8 and deviation 0.1, so 4.303 · 0.1 / √3.
        Assert.Contains("| no proxy          | download | −19.80 ± 0.25 | −39.6 |     3 | less    |", writer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_with_brackets_are_printed_as_they_are()
    {
        ScenarioFacts facts = MadeUpResults.Facts(1) with { Variants = [new VariantFacts("[red]odd", [])] };

        Assert.Contains("[red]odd", Print(new ScenarioResult(facts, [MadeUpResults.Plain("[red]odd", 1, MadeUpResults.Download(40))])), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_form_is_one_document_with_a_row_per_variant_and_flow_and_the_verdicts()
    {
        using var stream = new MemoryStream();
        var verdict = new ReportedVerdict("goodput(download) >= 45 Mbit/s", "take-over", 41.06, "Mbit/s", false, "");
        ResultJson.Write(stream, [new ReportedScenario(MadeUpResults.Scenario(), "results/quickstart/x", "", [verdict]), new ReportedScenario(MadeUpResults.Scenario(1), "y", "", [])], 1);

        using JsonDocument json = JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray()));
        Assert.Equal(1, json.RootElement.GetProperty("exit_code").GetInt32());
        Assert.Equal(2, json.RootElement.GetProperty("scenarios").GetArrayLength());
        JsonElement first = json.RootElement.GetProperty("scenarios")[0];
        Assert.False(first.GetProperty("expectations")[0].GetProperty("met").GetBoolean());
        JsonElement rows = first.GetProperty("results");
        Assert.Equal(6, rows.GetArrayLength());
        Assert.Equal("take-over", rows[0].GetProperty("variant").GetString());
        Assert.Equal(41.06, rows[0].GetProperty("goodput_mbps").GetProperty("mean").GetDouble(), 0.01);
        Assert.Equal(5, rows[0].GetProperty("goodput_mbps").GetProperty("count").GetInt32());
        Assert.False(rows[0].TryGetProperty("goodput_mbps_against_first_variant", out _));
        Assert.True(rows[2].GetProperty("goodput_mbps_against_first_variant").GetProperty("mean").GetDouble() < 0);
        Assert.Equal(JsonValueKind.Null, rows[0].GetProperty("completion_time_s").GetProperty("mean").ValueKind);
        Assert.Equal(10, rows[1].GetProperty("share_percent").GetProperty("lte").GetProperty("mean").GetDouble());
    }

    private static string Print(ScenarioResult result)
    {
        using var writer = new StringWriter();
        ResultTable.Print(Console(writer), result);
        return writer.ToString();
    }

    private static IAnsiConsole Console(TextWriter writer)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(writer),
        });

        // As wide as any line, whatever terminal the tests run in.
        console.Profile.Width = 200;
        return console;
    }
}
