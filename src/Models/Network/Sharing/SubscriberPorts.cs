using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Sharing;

/// <summary>The public ports of one subscriber: what it has, has had and did not get.</summary>
public sealed class SubscriberPorts
{
    private static readonly int Reasons = Enum.GetValues<PortShortage>().Length;

    private long[]? _refused;

    internal SubscriberPorts(IpAddress subscriber, string group)
    {
        Subscriber = subscriber;
        Group = group;
    }

    /// <summary>The inside address.</summary>
    public IpAddress Subscriber { get; }

    /// <summary>See <see cref="SubscriberRange.Group"/>; empty for one who is in no range.</summary>
    public string Group { get; }

    /// <summary>Ports in use or on hold.</summary>
    public int InUse { get; private set; }

    /// <summary>Most ports that it had at once.</summary>
    public int Peak { get; private set; }

    /// <summary>Ports that it was given so far, repeatedly given ones as often as they were.</summary>
    public long Given { get; private set; }

    /// <summary>Blocks that it was given so far: what there is to log of it where ports come in blocks (RFC 6888 REQ-14).</summary>
    public long BlocksGiven { get; private set; }

    /// <summary>Most blocks that it had at once.</summary>
    public int BlocksPeak { get; private set; }

    /// <summary>The address that its ports are of, where they are all of one; null while it has none.</summary>
    internal PublicAddress? Home { get; set; }

    /// <summary>Its blocks in the order in which it has got them.</summary>
    internal List<PortBlock> Blocks { get; } = [];

    /// <summary>How often it was refused a port for a reason.</summary>
    public long RefusedFor(PortShortage reason) => _refused?[(int)reason] ?? 0;

    internal void Add(PortBlock block)
    {
        Blocks.Add(block);
        BlocksGiven++;
        BlocksPeak = Math.Max(BlocksPeak, Blocks.Count);
    }

    internal void OnGiven()
    {
        InUse++;
        Given++;
        Peak = Math.Max(Peak, InUse);
    }

    internal void OnReturned() => InUse--;

    internal void OnRefused(PortShortage reason) => (_refused ??= new long[Reasons])[(int)reason]++;

    /// <summary>The addresses are gone, and all that was mapped to them.</summary>
    internal void Reset()
    {
        InUse = 0;
        Home = null;
        Blocks.Clear();
    }
}
