namespace Mpsim.Models.Wire.Codec;

/// <summary>What decoding came to.</summary>
/// <param name="Fault">Why there is no packet, or <see cref="DecodeFault.None"/>.</param>
/// <param name="PayloadStart">Where the payload begins within the octets.</param>
/// <param name="PayloadCount">Octets of payload that are there; less than the segment's in a packet that was cut.</param>
public readonly record struct DecodeResult(DecodeFault Fault, int PayloadStart, int PayloadCount)
{
    public bool IsPacket => Fault == DecodeFault.None;

    /// <summary>The fault in words.</summary>
    public string Reason => Fault switch
    {
        DecodeFault.None => "none",
        DecodeFault.HeaderCut => "the octets end before the header does",
        DecodeFault.PacketCut => "the octets end before the packet does",
        DecodeFault.IpVersion => "neither IPv4 nor IPv6",
        DecodeFault.IpHeaderLength => "the IPv4 header has an impossible length",
        DecodeFault.IpTotalLength => "the IP packet is said to end within its headers",
        DecodeFault.IpHeaderChecksum => "the IPv4 header checksum is wrong",
        DecodeFault.Fragment => "a fragment of a packet",
        DecodeFault.Protocol => "not TCP",
        DecodeFault.MappedAddress => "an IPv4-mapped address in an IPv6 header",
        DecodeFault.DataOffset => "the TCP header has an impossible length",
        DecodeFault.TcpChecksum => "the TCP checksum is wrong",
        _ => "a TCP option has an impossible length",
    };

    internal static DecodeResult Failed(DecodeFault fault) => new(fault, 0, 0);
}
