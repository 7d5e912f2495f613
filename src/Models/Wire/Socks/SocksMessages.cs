using System.Buffers.Binary;
using System.Text;

namespace Mpsim.Models.Wire.Socks;

/// <summary>The messages of SOCKS version 5 (RFC 1928) and of its authentication by user name and password (RFC 1929) as octets. Reading never throws.</summary>
public static class SocksMessages
{
    /// <summary>Port of SOCKS servers (RFC 1928 section 3).</summary>
    public const ushort UsualPort = 1080;

    public const byte NoAuthentication = 0;
    public const byte UserAndPassword = 2;
    public const byte NoAcceptableMethod = 0xFF;

    private const byte Version = 5;
    private const byte AuthenticationVersion = 1;
    private const byte ConnectCommand = 1;
    private const byte IPv4 = 1;
    private const byte DomainName = 3;
    private const byte IPv6 = 4;

    /// <summary>The client's first message: the methods that it offers.</summary>
    public static byte[] Greeting(params byte[] methods) => [Version, (byte)methods.Length, .. methods];

    /// <summary>The server's answer: the method that it has chosen.</summary>
    public static byte[] Selection(byte method) => [Version, method];

    /// <summary>The client's user name and password (RFC 1929 section 2), each of 1 to 255 octets.</summary>
    public static byte[] Credentials(string user, string password) =>
        [AuthenticationVersion, (byte)user.Length, .. Encoding.ASCII.GetBytes(user), (byte)password.Length, .. Encoding.ASCII.GetBytes(password)];

    /// <summary>The server's answer to them.</summary>
    public static byte[] Verdict(bool accepted) => [AuthenticationVersion, accepted ? (byte)0 : (byte)1];

    /// <summary>The client's request to be connected.</summary>
    public static byte[] Request(Endpoint server) => [Version, ConnectCommand, 0, .. AddressAndPort(server)];

    /// <summary>The server's answer: what became of it, and the address that its connection has.</summary>
    public static byte[] Reply(SocksReply reply, Endpoint bound) => [Version, (byte)reply, 0, .. AddressAndPort(bound)];

    public static SocksFault ReadGreeting(ReadOnlySpan<byte> octets, out byte[] methods, out int length)
    {
        methods = [];
        length = 0;
        if (octets.Length > 0 && octets[0] != Version)
        {
            return SocksFault.Malformed;
        }

        if (octets.Length < 2 || octets.Length < 2 + octets[1])
        {
            return SocksFault.Cut;
        }

        length = 2 + octets[1];
        methods = octets[2..length].ToArray();
        return methods.Length == 0 ? SocksFault.Malformed : SocksFault.None;
    }

    public static SocksFault ReadSelection(ReadOnlySpan<byte> octets, out byte method) => ReadPair(octets, Version, out method);

    public static SocksFault ReadVerdict(ReadOnlySpan<byte> octets, out byte status) => ReadPair(octets, AuthenticationVersion, out status);

    public static SocksFault ReadCredentials(ReadOnlySpan<byte> octets, out string user, out string password, out int length)
    {
        (user, password, length) = ("", "", 0);
        if (octets.Length > 0 && octets[0] != AuthenticationVersion)
        {
            return SocksFault.Malformed;
        }

        if (octets.Length < 2 || octets.Length < 3 + octets[1] || octets.Length < 3 + octets[1] + octets[2 + octets[1]])
        {
            return SocksFault.Cut;
        }

        var second = 3 + octets[1];
        length = second + octets[second - 1];
        user = Encoding.ASCII.GetString(octets[2..(second - 1)]);
        password = Encoding.ASCII.GetString(octets[second..length]);
        return SocksFault.None;
    }

    public static SocksFault ReadRequest(ReadOnlySpan<byte> octets, out Endpoint server, out int length)
    {
        var fault = ReadAddressed(octets, out server, out length);
        return fault == SocksFault.None && octets[1] != ConnectCommand ? SocksFault.Command : fault;
    }

    public static SocksFault ReadReply(ReadOnlySpan<byte> octets, out SocksReply reply, out int length)
    {
        var fault = ReadAddressed(octets, out _, out length);
        if (fault == SocksFault.AddressType && length == 0)
        {
            fault = SocksFault.Malformed;
        }

        reply = fault == SocksFault.None ? (SocksReply)octets[1] : SocksReply.GeneralFailure;
        return fault;
    }

    private static SocksFault ReadPair(ReadOnlySpan<byte> octets, byte version, out byte value)
    {
        value = 0;
        if (octets.Length > 0 && octets[0] != version)
        {
            return SocksFault.Malformed;
        }

        if (octets.Length < 2)
        {
            return SocksFault.Cut;
        }

        value = octets[1];
        return SocksFault.None;
    }

    /// <summary>What requests and replies have in common: version, an octet, a reserved one, address and port.</summary>
    private static SocksFault ReadAddressed(ReadOnlySpan<byte> octets, out Endpoint endpoint, out int length)
    {
        endpoint = default;
        length = 0;
        if (octets.Length > 0 && octets[0] != Version)
        {
            return SocksFault.Malformed;
        }

        if (octets.Length < 5)
        {
            return SocksFault.Cut;
        }

        if (octets[2] != 0)
        {
            return SocksFault.Malformed;
        }

        var width = octets[3] switch { IPv4 => 4, IPv6 => 16, DomainName => 1 + octets[4], _ => 0 };
        if (width == 0)
        {
            // Where such an address ends nobody knows, and with it the message.
            return SocksFault.AddressType;
        }

        if (octets.Length < 6 + width)
        {
            return SocksFault.Cut;
        }

        length = 6 + width;
        if (octets[3] == DomainName)
        {
            return SocksFault.AddressType;
        }

        endpoint = new Endpoint(IpAddress.FromOctets(octets.Slice(4, width)), BinaryPrimitives.ReadUInt16BigEndian(octets[(4 + width)..]));
        return SocksFault.None;
    }

    private static byte[] AddressAndPort(Endpoint endpoint)
    {
        Span<byte> octets = stackalloc byte[19];
        octets[0] = endpoint.Address.IsIPv4 ? IPv4 : IPv6;
        var count = 1 + endpoint.Address.WriteOctets(octets[1..]);
        BinaryPrimitives.WriteUInt16BigEndian(octets[count..], endpoint.Port);
        return octets[..(count + 2)].ToArray();
    }
}
