using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Middleboxes;

/// <summary>Sets the time to live of packets, as a carrier does that wants no router behind the phone (iptables: TTL --ttl-set).</summary>
public sealed class TimeToLiveSetter : Middlebox
{
    private readonly byte _ttl;
    private long _set;

    /// <param name="ttl">The routers that a packet may pass from here on, plus one.</param>
    /// <param name="headings">The directions it works in.</param>
    public TimeToLiveSetter(byte ttl, Heading headings)
    {
        ArgumentOutOfRangeException.ThrowIfZero(ttl);
        _ttl = ttl;
        Works = headings;
    }

    public override string Name => "set-ttl";

    public override string Totals => $"{_set} packets set to {_ttl}";

    protected override void Take(Packet packet, Heading heading)
    {
        _set++;
        packet.TimeToLive = _ttl;
        Pass(packet, heading);
    }
}
