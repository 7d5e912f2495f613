using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Network.Loss;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Mptcp;

/// <summary>One access path: a link in each direction with the same settings.</summary>
internal sealed record PathSpec(double Megabits = 10, double Milliseconds = 10)
{
    public int Queue { get; init; } = 100;

    public double Loss { get; init; }

    /// <summary>Seconds from and until which both directions are down.</summary>
    public (double From, double Until)[] Outages { get; init; } = [];

    public LinkSettings Settings(RandomStream chance) => new()
    {
        Rate = RateSchedule.Constant(DataRate.FromMegabitsPerSecond(Megabits)),
        Delay = DelaySchedule.Constant(Duration.FromMilliseconds(Milliseconds)),
        Queue = QueueLimit.OfPackets(Queue),
        Loss = Loss > 0 ? new BernoulliLoss(new Probability(Loss), chance) : null,
        Outages = new OutageSchedule([.. Outages.Select(o => new Outage(Instant.FromSeconds(o.From), Instant.FromSeconds(o.Until)))]),
    };
}
