using System.Runtime.CompilerServices;

namespace Mpsim.Models.Tcp;

/// <summary>What few connections have: beside the receive buffer, where it takes no room of those that have none of it.</summary>
internal sealed class RareState(ReceiveBuffer buffer, ReceiveMemory? memory, MtuProber? prober) : StrongBox<ReceiveBuffer>(buffer)
{
    /// <summary>The account of memory; null where octets of payload count.</summary>
    public ReceiveMemory? Memory { get; } = memory;

    /// <summary>The search for the path MTU; null where ICMP alone tells it.</summary>
    public MtuProber? Prober { get; } = prober;
}
