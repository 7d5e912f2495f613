namespace Mpsim.Models.Wire;

/// <summary>
/// The outer header of IP-in-IP, the same for all packets of one direction of a tunnel: IPv4 in IPv4 (RFC 2003), IPv6 in IPv4 (RFC 4213), either in IPv6 (RFC 2473).
/// </summary>
/// <param name="Source">Where the tunnel is entered.</param>
/// <param name="Destination">Where it is left.</param>
/// <param name="MayBeFragmented">The header does not have the DF bit, whatever the packet inside says.</param>
public sealed record TunnelHeader(IpAddress Source, IpAddress Destination, bool MayBeFragmented = false)
{
    /// <summary>Octets of a fragment header (RFC 8200 section 4.5).</summary>
    private const int FragmentHeaderOfIpv6 = 8;

    /// <summary>Octets of the header around a whole packet: 20 in IPv4, 40 in IPv6.</summary>
    public int Length => Source.HeaderLength;

    /// <summary>Octets of the headers around a fragment.</summary>
    public int LengthWithFragment => Length + (Source.IsIPv4 ? 0 : FragmentHeaderOfIpv6);
}
