using Mpsim.Models.Kernel;
using Mpsim.Models.Proxy;
using Mpsim.Models.Proxy.Shaping;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Proxy.Shaping;

/// <summary>Requirement (f) of draft-deng-mptcp-proxy-01: limits of the rate, by subscriber and application.</summary>
public sealed class RateLimitTests
{
    private const long Burst = 64 * 1024;
    private const long Quantum = 1_460;
    private static readonly PathSpec[] TwoPaths = [new(30, 10) { Queue = 1_000 }, new(30, 25) { Queue = 1_000 }];
    private static readonly DataRate Eight = DataRate.FromMegabitsPerSecond(8);

    [Fact]
    public void Session_of_two_subflows_has_its_rate_to_the_octet_and_nothing_is_lost()
    {
        var pair = Pair(new SessionLimit { Name = "eight", RatePerSession = new DirectedRate(null, Eight), Burst = Burst });
        var (ue, _) = pair.Connect(0, 10_000_000);
        pair.RunUntil(2);
        var buffer = pair.Proxy!.Active[0].ToDownstream;
        var before = buffer.BytesOut;
        pair.RunUntil(5);

        // A megabyte a second, told when a quantum is through.
        Assert.InRange(buffer.BytesOut - before, 3_000_000 - Quantum, 3_000_000 + Quantum);
        Assert.InRange(before, 1_500_000, 2_000_000 + Burst);
        Assert.Equal((buffer.Capacity, 2), (buffer.Count, ue.Connection.Subflows.Count));
        pair.Drain();
        Assert.Equal(10_000_000, ue.Read);
        Assert.Equal(0, pair.Tap.Trace.GroupBy(t => (t.Source, t.Destination, t.Segment.Seq)).Count(same => same.First().Segment.PayloadLength > 0 && same.Count() > 1));
        Assert.Equal(("eight", 1L, 1L), pair.Proxy.RateLimits.Select(each => (each.Limit, each.Count.Sessions, each.Count.SessionsHeld)).Single());
    }

    [Fact]
    public void Sessions_of_a_ue_share_its_rate_evenly_and_another_ue_has_its_own()
    {
        var pair = Pair(new SessionLimit { Name = "each", RatePerUe = new DirectedRate(null, Eight), Burst = Burst }, ues: 2);
        foreach (var ue in new[] { 0, 0, 0, 1 })
        {
            pair.Connect(0, 20_000_000, ue: ue);
        }

        pair.RunUntil(3);
        var before = pair.Proxy!.Active.Select(relay => relay.ToDownstream.BytesOut).ToArray();
        pair.RunUntil(6);
        var gained = pair.Proxy.Active.Select((relay, index) => (relay.Downstream.Remote.Address, Octets: relay.ToDownstream.BytesOut - before[index])).ToArray();

        var first = gained.Where(each => each.Address == MptcpPair.UeAddress(0)).Select(each => each.Octets).ToArray();
        Assert.InRange(first.Sum(), 3_000_000 - Quantum, 3_000_000 + Quantum);
        Assert.All(first, octets => Assert.InRange(octets, 1_000_000 - Quantum, 1_000_000 + Quantum));
        Assert.InRange(gained.Single(each => each.Address != MptcpPair.UeAddress(0)).Octets, 3_000_000 - Quantum, 3_000_000 + Quantum);
    }

    [Fact]
    public void Smaller_of_two_limits_holds_in_the_direction_that_it_is_about()
    {
        var limit = new SessionLimit { Name = "both", RatePerSession = new DirectedRate(DataRate.FromMegabitsPerSecond(2), null), RatePerUe = new DirectedRate(Eight, Eight), Burst = Burst };
        var pair = Pair(limit);
        pair.Connect(5_000_000, 5_000_000);
        pair.RunUntil(2);
        var relay = pair.Proxy!.Active[0];
        var (up, down) = (relay.ToUpstream.BytesOut, relay.ToDownstream.BytesOut);
        pair.RunUntil(4);

        Assert.InRange(relay.ToUpstream.BytesOut - up, 500_000 - Quantum, 500_000 + Quantum);
        Assert.InRange(relay.ToDownstream.BytesOut - down, 2_000_000 - Quantum, 2_000_000 + Quantum);
        pair.Drain();
    }

    [Fact]
    public void Session_that_is_aborted_while_it_waits_leaves_the_rate_to_the_others()
    {
        var pair = Pair(new SessionLimit { Name = "each", RatePerSession = new DirectedRate(Eight, Eight), RatePerUe = new DirectedRate(null, Eight), Burst = Burst });
        var (first, _) = pair.Connect(0, 20_000_000);
        var (second, _) = pair.Connect(0, 2_000_000);
        pair.At(1, () => first.Socket!.Abort());
        pair.Drain(aborts: true);

        Assert.Equal(2_000_000, second.Read);
        Assert.InRange(second.EndAt.Seconds, 2.3, 2.7);
    }

    [Fact]
    public void Limit_is_for_its_subscribers_and_applications_only_and_costs_others_nothing()
    {
        static (int Read, long Events, ulong Fingerprint) Run(params SessionLimit[] limits)
        {
            var pair = Pair(limits);
            pair.Scheduler.Fingerprint = new Fingerprint();
            var (ue, _) = pair.Connect(0, 3_000_000);
            pair.Drain();
            return ((int)ue.Read, pair.Scheduler.EventsExecuted, pair.Scheduler.Fingerprint.Value);
        }

        var of = new SessionLimit { Name = "others", Ports = [(443, 443)], RatePerSession = new DirectedRate(Eight, Eight) };
        Assert.Equal(Run(new SessionLimit { Name = "none", SessionsPerUe = 9 }), Run(of));
    }

    [Fact]
    public void Nothing_is_allocated_while_sessions_take_turns()
    {
        var pair = Pair(new SessionLimit { Name = "each", RatePerUe = new DirectedRate(null, Eight), Burst = Burst });
        pair.Tap.Records = pair.ServerTap.Records = false;
        pair.Connect(0, 50_000_000);
        pair.Connect(0, 50_000_000);
        pair.RunUntil(10);
        var before = GC.GetAllocatedBytesForCurrentThread();
        pair.RunUntil(14);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static MptcpPair Pair(params SessionLimit[] limits) => Pair(1, limits);

    private static MptcpPair Pair(SessionLimit limit, int ues) => Pair(ues, limit);

    private static MptcpPair Pair(int ues, params SessionLimit[] limits) => new(TwoPaths, proxy: new ProxySettings { Limits = limits, RelayBuffer = 256 * 1024 }, ues: ues, ueSettings: ProxyNodeTests.AllPaths);
}
