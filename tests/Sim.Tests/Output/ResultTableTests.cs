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
    public void Transfers_that_did_not_finish_in_all_runs_are_counted()
    {
        FlowResult finished = MadeUpResults.Download(40) with { CompletionTime = Duration.FromSeconds(12.5) };
        RunResult[] runs = [MadeUpResults.Plain("take-over", 1, finished), MadeUpResults.Plain("take-over", 2, MadeUpResults.Download(39))];

        Assert.Contains("12.5 (1 of 2)", Print(new ScenarioResult(MadeUpResults.Facts(2), runs)), StringComparison.Ordinal);
    }

    [Fact]
    public void Runs_cut_short_are_pointed_out()
    {
        RunResult cut = MadeUpResults.Plain("take-over", 1, MadeUpResults.Download(40)) with { Completed = false };
        var result = new ScenarioResult(MadeUpResults.Facts(1), [cut]) { Status = ScenarioStatus.Interrupted, Reason = "stopped by the user" };

        Assert.Contains("1 of 1 runs were cut short: stopped by the user", Print(result), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_with_brackets_are_printed_as_they_are()
    {
        ScenarioFacts facts = MadeUpResults.Facts(1) with { Variants = [new VariantFacts("[red]odd", [])] };

        Assert.Contains("[red]odd", Print(new ScenarioResult(facts, [MadeUpResults.Plain("[red]odd", 1, MadeUpResults.Download(40))])), StringComparison.Ordinal);
    }

    [Fact]
    public void Json_form_has_a_row_per_variant_and_flow()
    {
        using var stream = new MemoryStream();
        ResultJson.Write(stream, MadeUpResults.Scenario(), "results/quickstart/x");

        using JsonDocument json = JsonDocument.Parse(Encoding.UTF8.GetString(stream.ToArray()));
        JsonElement rows = json.RootElement.GetProperty("results");
        Assert.Equal(6, rows.GetArrayLength());
        Assert.Equal("take-over", rows[0].GetProperty("variant").GetString());
        Assert.Equal(41.06, rows[0].GetProperty("goodput_mbps").GetProperty("mean").GetDouble(), 0.01);
        Assert.Equal(5, rows[0].GetProperty("goodput_mbps").GetProperty("count").GetInt32());
        Assert.Equal(JsonValueKind.Null, rows[0].GetProperty("completion_time_s").GetProperty("mean").ValueKind);
        Assert.Equal(10, rows[1].GetProperty("share_percent").GetProperty("lte").GetProperty("mean").GetDouble());
    }

    private static string Print(ScenarioResult result)
    {
        using var writer = new StringWriter();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Out = new AnsiConsoleOutput(writer),
        });
        ResultTable.Print(console, result);
        return writer.ToString();
    }
}
