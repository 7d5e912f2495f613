using Mpsim.Regression;
using Mpsim.Results;
using Spectre.Console.Testing;

namespace Mpsim.Sim.Tests.Regression;

public sealed class TablesTests
{
    [Fact]
    public void Comparison_shows_what_moved_and_says_it_in_a_sentence()
    {
        string text = Print(console => ComparisonTable.Print(console, Compare(50, 47)));

        Assert.Matches(@"take-over\s*│?\|?\s*.*goodput\(download\) .*50 .*47 Mbit/s.*−6\.0 %.*moved", text);
        Assert.Contains("take-over: goodput(download) fell 6.0 %: path wlan −6.0 %, lte −6.0 %", text, StringComparison.Ordinal);
        Assert.DoesNotContain("retransmissions", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Comparison_without_movement_is_one_line() =>
        Assert.Equal("All 10 figures are within tolerance of the baseline.", Print(console => ComparisonTable.Print(console, Compare(50, 50))).Trim());

    [Fact]
    public void Expectations_show_bound_measurement_and_verdict()
    {
        ExpectationOutcome[] outcomes =
        [
            new(new Expectation("goodput", "download", null, null, ">=", 45, "Mbit/s", "goodput(download) >= 45 Mbit/s"), "take-over", 47.1, true, ""),
            new(new Expectation("goodput", "upload", null, null, ">=", 45, "Mbit/s", "goodput(upload) >= 45 Mbit/s"), "take-over", 40, false, ""),
        ];

        string text = Print(console => ExpectationTable.Print(console, outcomes));

        Assert.Matches(@"goodput\(download\) >= 45 Mbit/s.*take-over.*47\.1 Mbit/s.*met", text);
        Assert.Matches(@"goodput\(upload\) >= 45 Mbit/s.*take-over.*40 Mbit/s.*broken", text);
    }

    private static BaselineComparison Compare(double before, double now) =>
        BaselineComparison.Between(Baseline.Of(Of(before)), Of(now), Tolerances.Default);

    private static ScenarioResult Of(double goodput) =>
        new(MadeUpResults.Facts(1), [MadeUpResults.Plain("take-over", 1, MadeUpResults.Download(goodput))]);

    private static string Print(Action<TestConsole> print)
    {
        using var console = new TestConsole();
        console.Profile.Width = 120;
        print(console);
        return console.Output;
    }
}
