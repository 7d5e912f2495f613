namespace Mpsim.Sim.Tests.Scenarios;

/// <summary>The merge key of YAML 1.1, which other tools' users expect.</summary>
public sealed class MergeKeyTests
{
    [Fact]
    public void Merged_keys_lie_under_those_that_are_written()
    {
        var text = SampleScenario.Text.Replace("lte: { between", "lte: &access { between", StringComparison.Ordinal)
            .Replace("wlan: { between: [phone, gateway], access: wlan, rate: 30 Mbit/s, delay: 10 ms, loss: 1 % }", "wlan: { <<: *access, access: wlan, delay: 10 ms }", StringComparison.Ordinal);
        var wlan = SampleScenario.Plan(text).Base.Link("wlan");

        Assert.Equal(20, wlan.Down.Rate.MegabitsPerSecond);
        Assert.Equal(10, wlan.Down.Delay.Milliseconds);
    }

    [Fact]
    public void Of_several_the_first_counts()
    {
        var text = SampleScenario.Text.Replace("lte: { between", "lte: &one { between", StringComparison.Ordinal).Replace("wlan: { between", "wlan: &two { between", StringComparison.Ordinal)
            .Replace("  core:", "  third: { <<: [*two, *one] }\n  core:", StringComparison.Ordinal);

        Assert.Equal(30, SampleScenario.Plan(text).Base.Link("third").Down.Rate.MegabitsPerSecond);
    }

    [Fact]
    public void Mistake_in_what_is_merged_is_told_once_where_it_is_written()
    {
        var text = SampleScenario.Text.Replace("lte: { between: [phone, gateway], access: lte, rate: 20 Mbit/s", "lte: &access { between: [phone, gateway], access: lte, rate: 20", StringComparison.Ordinal)
            .Replace("rate: 30 Mbit/s, delay: 10 ms", "<<: *access", StringComparison.Ordinal);
        var errors = SampleScenario.Read(text).Errors;

        Assert.All(errors, error => Assert.Equal(8, error.Line));
        Assert.Equal("links.lte.rate", errors[0].KeyPath);
    }

    [Fact]
    public void Only_mappings_can_be_merged()
    {
        var error = SampleScenario.OnlyError(SampleScenario.ReadWith("delay: 10 ms,", "<<: 10 ms,"));

        Assert.Equal(("<<", 9), (error.KeyPath, error.Line));
        Assert.Contains("'10 ms' cannot be merged into a mapping", error.Message, StringComparison.Ordinal);
    }
}
