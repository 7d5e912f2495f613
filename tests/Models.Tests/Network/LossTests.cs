using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Network.Loss;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Network;

public sealed class LossTests
{
    private const int Packets = 200_000;

    private readonly RandomStream _random = new(7, 0, "loss");

    [Fact]
    public void Bernoulli_loss_has_its_rate_and_no_memory()
    {
        var losses = Draw(new BernoulliLoss(new Probability(0.05), _random));

        Assert.InRange(losses.Average(lost => lost ? 1 : 0), 0.048, 0.052);
        Assert.InRange(MeanBurst(losses), 1.03, 1.08);
    }

    [Fact]
    public void Gilbert_Elliott_loss_has_its_stationary_rate_and_burst_length()
    {
        // p / (p + r) = 1/26 of the packets meet the bad state, where all are lost in bursts of 1 / r = 4.
        var losses = Draw(new GilbertElliottLoss(new Probability(0.01), new Probability(0.25), Probability.Zero, new Probability(1), _random));

        Assert.InRange(losses.Average(lost => lost ? 1 : 0), 0.0365, 0.0405);
        Assert.InRange(MeanBurst(losses), 3.8, 4.2);
    }

    [Fact]
    public void Gilbert_Elliott_loss_takes_both_states_losses_into_account()
    {
        var losses = Draw(new GilbertElliottLoss(new Probability(0.1), new Probability(0.3), new Probability(0.02), new Probability(0.5), _random));

        // 3/4 × 0.02 + 1/4 × 0.5
        Assert.InRange(losses.Average(lost => lost ? 1 : 0), 0.135, 0.145);
    }

    [Fact]
    public void Lost_packet_has_used_its_transmission_time()
    {
        var bench = new LinkBench(LinkBench.Settings(loss: new LoseFirst())).At(0, 1000, 1000).Drain();

        Assert.Equal([2_000_000], bench.Times);
        Assert.Equal(1000, bench.Link.LostAtRandom.Bytes);
    }

    [Fact]
    public void Every_offered_packet_is_accounted_for_once()
    {
        var settings = LinkBench.Settings(
            queue: QueueLimit.OfPackets(5),
            loss: new BernoulliLoss(new Probability(0.3), _random),
            outages: new OutageSchedule([new Outage(new Instant(30_000_000), new Instant(40_000_000))]));
        var bench = new LinkBench(settings);
        for (var i = 0; i < 100; i++)
        {
            bench.At(i * 1_000_000, 1000, 1501, 600);
        }

        var link = bench.Drain().Link;
        Assert.Equal(300, link.Offered.Packets);
        Assert.Equal(100, link.DroppedByMtu.Packets);
        Assert.True(link.DroppedByQueue.Packets > 0 && link.LostAtRandom.Packets > 0 && link.LostInOutage.Packets > 0);
        Assert.Equal(300, link.Delivered.Packets + link.DroppedByQueue.Packets + link.DroppedByMtu.Packets + link.LostAtRandom.Packets + link.LostInOutage.Packets);
        Assert.Equal(link.Offered.Bytes, link.Delivered.Bytes + link.DroppedByQueue.Bytes + link.DroppedByMtu.Bytes + link.LostAtRandom.Bytes + link.LostInOutage.Bytes);
    }

    private static List<bool> Draw(LossModel model) => [.. Enumerable.Range(0, Packets).Select(_ => model.IsNextLost())];

    private static double MeanBurst(List<bool> losses) =>
        (double)losses.Count(lost => lost) / losses.Where((lost, i) => lost && (i == 0 || !losses[i - 1])).Count();

    private sealed class LoseFirst : LossModel
    {
        private bool _done;

        public override bool IsNextLost() => !_done && (_done = true);
    }
}
