using Mpsim.Scenarios;

namespace Mpsim.Sim.Tests.Scenarios;

/// <summary>Settings that have no effect are told, with their place; a variant that has a use for one is enough.</summary>
public sealed class IdleSettingTests
{
    [Theory]
    [InlineData("weights: { lte: 2 }", "weights", "the scheduler 'lowest-rtt' has no use for 'weights'")]
    [InlineData("scheduler: linux, priority: [lte]", "priority", "the scheduler 'linux' has no use for 'priority'")]
    [InlineData("scheduler: weighted, delay_threshold: 50 ms", "delay_threshold", "has no use for 'delay_threshold'")]
    [InlineData("timetable: [{ from: 5 s, scheduler: weighted, priority: [lte] }]", "timetable.0.priority", "the scheduler 'weighted' has no use for 'priority'")]
    [InlineData("timetable: []", "timetable", "the timetable has no window")]
    [InlineData("penalization: true", "penalization", "nothing is penalized")]
    public void Setting_that_no_scheduler_asks_for_is_a_warning_at_its_key(string settings, string key, string message)
    {
        var reading = Read(settings);

        Assert.Empty(reading.Errors);
        var warning = Assert.Single(reading.Warnings);
        Assert.Equal($"nodes.gateway.mptcp.{key}", warning.KeyPath);
        Assert.Equal(5, warning.Line);
        Assert.Contains(message, warning.Message, StringComparison.Ordinal);
        Assert.Equal(key.Split('.')[^1], warning.SourceLine!.Substring(warning.Column - 1, warning.Length));
    }

    [Theory]
    [InlineData("scheduler: weighted, weights: { lte: 2 }")]
    [InlineData("weights: { lte: 2 }, timetable: [{ scheduler: weighted, from: 3 s }]")]
    [InlineData("scheduler: strict-priority, priority: [lte]")]
    [InlineData("penalization: true, opportunistic_retransmission: true")]
    public void Setting_with_an_effect_is_none(string settings) => Assert.Empty(Read(settings).Warnings);

    [Fact]
    public void Setting_that_a_variant_uses_is_none()
    {
        var text = SampleScenario.Replace("mode: take-over", "mode: take-over, mptcp: { weights: { lte: 2 } }");
        Assert.Single(SampleScenario.Read(text).Warnings);
        Assert.Empty(SampleScenario.Read(text.Replace("variants:\n", "variants:\n  ratio: { nodes.gateway.mptcp.scheduler: weighted }\n", StringComparison.Ordinal)).Warnings);
    }

    [Theory]
    [InlineData("{ from: 20 s, scheduler: weighted }", "timetable.0.from", "20 s is not before the end of the run")]
    [InlineData("{ from: 5 s, until: 15 s, scheduler: weighted }, { from: 6 s, until: 9 s, scheduler: round-robin }", "timetable.1", "the window never holds")]
    [InlineData("{ until: 8 s, scheduler: weighted }, { from: 8 s, until: 12 s, scheduler: weighted }, { from: 2 s, until: 11 s, scheduler: ecf }", "timetable.2", "the window never holds")]
    public void Window_that_never_applies_is_a_mistake(string windows, string key, string message)
    {
        var error = SampleScenario.OnlyError(Read($"timetable: [{windows}]"));

        Assert.Equal($"nodes.gateway.mptcp.{key}", error.KeyPath);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{ from: 5 s, until: 15 s, scheduler: weighted }, { from: 6 s, until: 19 s, scheduler: round-robin }")]
    [InlineData("{ from: 15 s, until: 18 s, scheduler: weighted }, { from: 5 s, scheduler: round-robin }")]
    public void Windows_that_overlap_in_part_are_sound(string windows) => Assert.Empty(Read($"timetable: [{windows}]").Errors);

    [Fact]
    public void Run_that_is_cut_short_never_reaches_a_window() =>
        Assert.Empty(SampleScenario.Read(Text("timetable: [{ from: 18 s, scheduler: weighted }]"), "duration=15 s").Errors);

    [Theory]
    [InlineData("scheduler: strict-priority, priority: [lte, core]", "priority.1", null)]
    [InlineData("scheduler: strict-priority, priority: [lte, wlam]", "priority.1", "wlan")]
    [InlineData("scheduler: weighted, weights: { core: 2 }", "weights.core", null)]
    public void Link_that_is_no_ue_s_cannot_be_told_to_a_scheduler(string settings, string key, string? nearest)
    {
        var error = SampleScenario.OnlyError(Read(settings));

        Assert.Equal($"nodes.gateway.mptcp.{key}", error.KeyPath);
        Assert.Contains("there is no link of a UE", error.Message, StringComparison.Ordinal);
        Assert.Equal("one of lte, wlan", error.Expected);
        Assert.Equal(nearest, error.Nearest);
    }

    private static ScenarioReading Read(string settings) => SampleScenario.Read(Text(settings));

    private static string Text(string settings) => SampleScenario.Replace("mode: take-over", $"mode: take-over, mptcp: {{ {settings} }}");
}
