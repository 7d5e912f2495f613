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

    [Theory]
    [InlineData("memory_peak", 67_108_864, "B", "memory_peak(gateway) >= 60 MiB", "64 MiB")]
    [InlineData("longest_gap", 3_121, "ms", "longest_gap(download) >= 3 s", "3.121 s")]
    [InlineData("goodput", 47.1, "Mbit/s", "goodput(download)>45000 kbit/s", "47,100 kbit/s")]
    [InlineData("retransmissions", 12, "", "retransmissions(download) <= 15", "12")]
    public void Measured_value_has_the_unit_of_the_bound(string metric, double value, string unit, string text, string told)
    {
        ExpectationOutcome outcome = new(new Expectation(metric, "download", null, null, ">=", 1, unit, text), "take-over", value, true, "");

        Assert.Matches($@"\|\s+{told}\s+\|", Print(console => ExpectationTable.Print(console, [outcome])));
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
