using Mpsim.Models.Network.Loss;
using Mpsim.Models.Network.Queues;
using Mpsim.Models.Units;

namespace Mpsim.Models.Network;

/// <summary>What a <see cref="Link"/> is like. Discipline, loss and jitter hold state and belong to one link; the schedules may be shared.</summary>
public sealed record LinkSettings
{
    /// <summary>The MTU of Ethernet.</summary>
    public const int DefaultMtu = 1500;

    public required RateSchedule Rate { get; init; }

    public required DelaySchedule Delay { get; init; }

    public QueueLimit Queue { get; init; } = QueueLimit.Unlimited;

    /// <summary>What queues in place of the drop-tail queue, with a limit of its own; null for drop-tail with <see cref="Queue"/>.</summary>
    public QueueDiscipline? Discipline { get; init; }

    /// <summary>Octets of the largest IP packet.</summary>
    public int Mtu { get; init; } = DefaultMtu;

    /// <summary>Random loss, or null for none.</summary>
    public LossModel? Loss { get; init; }

    /// <summary>Random variation of the delay, or null for none.</summary>
    public Jitter? Jitter { get; init; }

    /// <summary>Sees what passes, or null; belongs to one link.</summary>
    public LinkTap? Tap { get; init; }

    /// <summary>When the node that sends crashes, which loses what waits for transmission or is in it; what is under way arrives. In the order of time.</summary>
    public IReadOnlyList<Instant> SenderCrashes { get; init; } = [];

    public OutageSchedule Outages { get; init; } = OutageSchedule.None;
}
