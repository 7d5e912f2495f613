using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Wire;

/// <summary>
/// An IP packet that carries one TCP segment. Packets are recycled through a <see cref="PacketPool"/> and have one
/// owner at a time: whoever is handed a packet either hands it on or gives it back.
/// </summary>
public sealed class Packet
{
    /// <summary>What a packet is sent with (Linux: net.ipv4.ip_default_ttl; RFC 1700).</summary>
    public const byte DefaultTimeToLive = 64;

    /// <summary>About the octets that a packet's fields take in memory.</summary>
    internal const int Octets = 192;

    public Endpoint Source;
    public Endpoint Destination;

    /// <summary>Octets of the whole IP packet: what links count.</summary>
    public int WireLength;

    /// <summary>ECN field of the IP header.</summary>
    public EcnCodepoint Ecn;

    /// <summary>Differentiated services codepoint of the IP header (RFC 2474), 0 to 63.</summary>
    public byte Dscp;

    /// <summary>Time to live (RFC 791) or hop limit (RFC 8200).</summary>
    public byte TimeToLive = DefaultTimeToLive;

    /// <summary>The header of the tunnel that the packet is in, by which it finds its way; null outside of tunnels. Time to live is that of the outer header then.</summary>
    public TunnelHeader? Outer;

    /// <summary>Within a tunnel: the time to live of the packet itself.</summary>
    public byte InnerTimeToLive;

    /// <summary>Within a tunnel: the part of it that this is.</summary>
    public PacketFragment Fragment;

    public Segment Segment;

    /// <summary>For whom the packet is, as the link that it is on foresees it, or null: a guess, which whoever receives the packet must check.</summary>
    internal object? Foreseen;

    /// <summary>Set while the packet lies in the pool; a packet in two hands is found by it.</summary>
    internal bool Pooled;

    /// <summary>Sets <see cref="WireLength"/> to what addresses and segment come to; options that have no room are left out first (<see cref="OptionSpace"/>).</summary>
    public void Measure()
    {
        var options = Segment.OptionsLength();
        if (options > Segment.MaximumOptionsLength)
        {
            OptionSpace.Fit(ref Segment);
            options = Segment.OptionsLength();
        }

        WireLength = Source.Address.HeaderLength + Segment.TcpHeaderLength + options + Segment.PayloadLength;
    }

    public override string ToString() => $"{Source} > {Destination} {Segment.Flags} seq {Segment.Seq} ack {Segment.Ack} length {Segment.PayloadLength}";

    /// <summary>Makes a recycled packet empty.</summary>
    internal void Clear()
    {
        Ecn = EcnCodepoint.NotEct;
        Dscp = 0;
        TimeToLive = DefaultTimeToLive;
        Outer = null;
        Foreseen = null;
        Fragment = default;
        Segment.Clear();
    }
}
