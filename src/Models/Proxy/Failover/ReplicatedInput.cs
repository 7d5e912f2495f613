using Mpsim.Models.Network;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy.Failover;

/// <summary>Something that an active box was handed, on its way to the standby. The objects are used again.</summary>
internal sealed class ReplicatedInput
{
    /// <summary>Octets besides the packet: its number, time, interface and length, what the box had sent before, and the headers that carry it.</summary>
    public const int Overhead = 80;

    /// <summary>When the active box was handed it.</summary>
    public Instant At { get; set; }

    /// <summary>When its last bit has left for the standby; what has not is lost in a crash.</summary>
    public Instant Sent { get; set; }

    /// <summary>When the standby has it.</summary>
    public Instant Arrives { get; set; }

    /// <summary>When the active box knows that.</summary>
    public Instant Confirmed { get; set; }

    /// <summary>The site's interface that it came by, or that has changed.</summary>
    public Interface Interface { get; set; } = null!;

    /// <summary>What came; meaningless where an interface has changed.</summary>
    public Packet Packet { get; } = new();

    /// <summary>The interface has gone up (true) or down; null where a packet came.</summary>
    public bool? Up { get; set; }

    /// <summary>What the active box had sent before.</summary>
    public (long Count, ulong Hash) OutputBefore { get; set; }
}
