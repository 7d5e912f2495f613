using Mpsim.Models.Units;

namespace Mpsim.Models.Network.Queues;

/// <summary>What a scenario may choose about a discipline; each reads what concerns it (see <see cref="QueueAlgorithm.Parameters"/>).</summary>
public sealed record QueueOptions
{
    /// <summary>What may wait; for <see cref="StrictPriority"/>, in each class.</summary>
    public QueueLimit Limit { get; init; } = QueueLimit.OfPackets(1000);

    /// <summary>Packets that are ECN-capable are marked where others would be dropped (RFC 3168).</summary>
    public bool Ecn { get; init; }

    /// <summary>The delay to be reached; null for the algorithm's own: 5 ms for CoDel and FQ-CoDel (RFC 8289 section 4.4), 15 ms for PIE (RFC 8033 section 4.2).</summary>
    public Duration? Target { get; init; }

    /// <summary>CoDel's interval, about the largest round trip of the flows (RFC 8289 section 4.3).</summary>
    public Duration Interval { get; init; } = Duration.FromMilliseconds(100);

    /// <summary>FQ-CoDel: octets that a flow may send in a round (RFC 8290 section 5.2.4).</summary>
    public int Quantum { get; init; } = 1514;

    /// <summary>FQ-CoDel: queues over which flows are spread (RFC 8290 section 5.2.5).</summary>
    public int Flows { get; init; } = 1024;

    /// <summary>PIE: how long after an idle time nothing is dropped (RFC 8033 section 4.4).</summary>
    public Duration Burst { get; init; } = Duration.FromMilliseconds(150);

    /// <summary>RED: average queue below which nothing is dropped, in packets or bytes as it says.</summary>
    public QueueLimit Minimum { get; init; } = QueueLimit.OfPackets(25);

    /// <summary>RED: average queue at which <see cref="MaximumProbability"/> is reached, in the unit of <see cref="Minimum"/>.</summary>
    public QueueLimit Maximum { get; init; } = QueueLimit.OfPackets(50);

    /// <summary>RED: probability of a drop at <see cref="Maximum"/>.</summary>
    public Probability MaximumProbability { get; init; } = new(0.1);

    /// <summary>RED: weight of a new sample in the average queue.</summary>
    public double Weight { get; init; } = 0.002;
}

/// <summary>The parameters of <see cref="QueueOptions"/> besides the limit, for saying which a discipline has.</summary>
[Flags]
public enum QueueParameters
{
    None = 0,
    Ecn = 0x01,
    Target = 0x02,
    Interval = 0x04,
    Fairness = 0x08,
    Burst = 0x10,
    Thresholds = 0x20,
}
