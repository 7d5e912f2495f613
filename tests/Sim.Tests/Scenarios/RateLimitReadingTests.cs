using Mpsim.Models.Units;
using Mpsim.Scenarios;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Sim.Tests.Scenarios;

/// <summary>Limits of rates, and what can be wrong with them.</summary>
public sealed class RateLimitReadingTests
{
    [Fact]
    public void Rate_is_for_both_directions_or_each_has_its_own()
    {
        var limits = Read("[{ flows: [download], rate_per_session: 8 Mbit/s }, { rate_per_ue: { down: 20 Mbit/s }, burst: 10 kB }]").Plan!.Base.Node("gateway").Proxy!.Limits;

        Assert.Equal(new DirectedRatePlan(DataRate.FromMegabitsPerSecond(8), DataRate.FromMegabitsPerSecond(8)), limits[0].RatePerSession);
        Assert.Equal((default, new ByteCount(65_536)), (limits[0].RatePerUe, limits[0].Burst));
        Assert.Equal((new DirectedRatePlan(null, DataRate.FromMegabitsPerSecond(20)), new ByteCount(10_000)), (limits[1].RatePerUe, limits[1].Burst));
    }

    [Fact]
    public void Rates_are_written_out_in_full()
    {
        var parameters = ResolvedParameters.Of(Read("[{ rate_per_ue: { down: 20 Mbit/s } }]").Plan!.Base);

        Assert.Contains(new KeyValuePair<string, string>("nodes.gateway.limits.0.rate_per_ue.down", "20 Mbit/s"), parameters);
        Assert.Contains(new KeyValuePair<string, string>("nodes.gateway.limits.0.burst", "64 KiB"), parameters);
        Assert.DoesNotContain(parameters, parameter => parameter.Key.EndsWith("rate_per_ue.up", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("[{ rate_per_session: fast }]", "nodes.gateway.limits.0.rate_per_session", "fast")]
    [InlineData("[{ rate_per_ue: {} }]", "nodes.gateway.limits.0.rate_per_ue", "the limit is for neither direction")]
    [InlineData("[{ rate_per_ue: { dwn: 5 Mbit/s } }]", "nodes.gateway.limits.0.rate_per_ue.dwn", "unknown key 'dwn'")]
    [InlineData("[{ rate_per_ue: 5 Mbit/s, burst: 100 B }]", "nodes.gateway.limits.0.burst", "100 B")]
    [InlineData("[{ sessions_per_ue: 3, burst: 10 kB }]", "nodes.gateway.limits.0.burst", "only a limit of a rate has bursts")]
    [InlineData("[{ subscribers: [phone] }]", "nodes.gateway.limits.0", "the limit limits nothing")]
    public void Mistake_is_located(string limits, string path, string message) =>
        Assert.Contains(Read(limits).Errors, error => error.KeyPath == path && error.Message.Contains(message, StringComparison.Ordinal));

    private static ScenarioReading Read(string limits) => SampleScenario.Read(SampleScenario.Replace("  no proxy: { nodes.gateway.kind: router }", "  same: { duration: 5 s }"), $"nodes.gateway.limits={limits}");
}
