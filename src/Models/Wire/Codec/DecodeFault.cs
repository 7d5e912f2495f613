namespace Mpsim.Models.Wire.Codec;

/// <summary>Why octets are not a packet of this model.</summary>
public enum DecodeFault : byte
{
    /// <summary>They are one.</summary>
    None,

    /// <summary>The octets end before the header does.</summary>
    HeaderCut,

    /// <summary>The octets end before the packet does.</summary>
    PacketCut,

    /// <summary>Neither version 4 nor 6.</summary>
    IpVersion,

    /// <summary>The IPv4 header says that it is shorter than 20 octets, or longer than the packet.</summary>
    IpHeaderLength,

    /// <summary>The total length ends within the headers.</summary>
    IpTotalLength,

    IpHeaderChecksum,

    /// <summary>One fragment of a packet.</summary>
    Fragment,

    /// <summary>Another protocol than TCP, or an IPv6 extension header that cannot be passed over.</summary>
    Protocol,

    /// <summary>An IPv4-mapped address in an IPv6 header, which nobody may send (RFC 4291 section 2.5.5.2).</summary>
    MappedAddress,

    /// <summary>The data offset is less than five words, or points beyond the packet.</summary>
    DataOffset,

    TcpChecksum,

    /// <summary>A TCP option whose length is less than 2, or reaches beyond the header.</summary>
    OptionLength,
}
