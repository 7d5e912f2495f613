using Mpsim.Models.Hosts;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Mptcp.Scheduling;

namespace Mpsim.Models.Tests.Mptcp;

public sealed class PacketSchedulerTests
{
    [Fact]
    public void Lowest_rtt_leaves_the_slow_path_alone_while_the_fast_one_has_room()
    {
        var shares = Shares("lowest-rtt", [new(10, 50), new(10, 5)], 3);
        Assert.InRange(shares[1], 0.97, 1);
    }

    [Fact]
    public void Lowest_rtt_uses_the_slow_path_for_what_the_fast_one_cannot_carry()
    {
        var shares = Shares("lowest-rtt", [new(10, 50), new(5, 5) { Queue = 20 }], 9);
        Assert.InRange(shares[1], 0.45, 0.65);
    }

    [Fact]
    public void Round_robin_splits_evenly_where_both_paths_have_room()
    {
        var shares = Shares("round-robin", [new(20, 5), new(20, 40)], 6);
        Assert.InRange(shares[0], 0.48, 0.52);
    }

    [Theory]
    [InlineData(70, 30)]
    [InlineData(30, 70)]
    [InlineData(90, 10)]
    public void Weighted_splits_in_proportion_where_both_paths_have_room(int first, int second)
    {
        var shares = Shares("weighted", [new(20, 5), new(20, 40)], 6, first, second);
        Assert.InRange(shares[0], (first / 100.0) - 0.02, (first / 100.0) + 0.02);
    }

    [Fact]
    public void Weighted_lets_no_path_idle_where_the_other_has_no_room()
    {
        var shares = Shares("weighted", [new(5, 5), new(20, 10)], 15, 70, 30);
        Assert.InRange(shares[1], 0.6, 0.75);
    }

    [Fact]
    public void Redundant_resends_nothing_over_a_path_that_has_had_it_all()
    {
        var ue = MptcpPair.Mptcp(2, change: s => s with { Scheduler = () => new RedundantScheduler() });

        // The path that leads fails for good; the other one goes through the same data anyway.
        var pair = new MptcpPair([new(2, 10), new(20, 10) { Outages = [(1, 1000)] }], ue);
        var (peer, server) = pair.Connect(3_000_000);
        pair.RunUntil(20);
        Assert.True(peer.Subflow(1).IsStale);
        Assert.Equal((3_000_000, 0), (server.Read, peer.Connection.Reinjected));
    }

    /// <summary>Sends at a constant rate for ten seconds, a burst every 10 ms.</summary>
    /// <returns>Each subflow's part of what was scheduled.</returns>
    private static double[] Shares(string scheduler, PathSpec[] paths, double megabits, params int[] weights)
    {
        var ue = MptcpPair.Mptcp(paths.Length, change: s => s with
        {
            Scheduler = () => PacketSchedulers.Find(scheduler)!.Create(new SchedulerOptions { WeightOf = subflow => weights[subflow.Index] }),
        });
        var pair = new MptcpPair(paths, ue);

        // Whole segments, so that none is smaller than the others.
        var bytes = (long)(megabits * 1e6 / 8 / 100) / 1420 * 1420;
        var (peer, server) = pair.Connect(bytes * 1000, ofUe: p => p.WritesAtOnce = false);
        for (var i = 0; i < 1000; i++)
        {
            pair.At(1 + (i * 0.01), () => peer.WriteSome(bytes));
        }

        pair.RunUntil(20);
        Assert.True(server.Read > bytes * 1000 * 0.9, $"{server.Read} of {bytes * 1000}");
        var total = peer.Connection.Subflows.Sum(s => s.BytesScheduled);
        return [.. peer.Connection.Subflows.Select(s => (double)s.BytesScheduled / total)];
    }
}
