using System.Buffers.Binary;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tcp.FastOpen;

/// <summary>The secret by which a server makes and knows cookies (RFC 7413 section 4.1.2).</summary>
/// <param name="Low">First eight octets, little-endian.</param>
/// <param name="High">The other eight.</param>
public readonly record struct FastOpenKey(ulong Low, ulong High)
{
    /// <summary>Octets of a key.</summary>
    public const int Length = 16;

    /// <summary>Octets of the cookies that are made.</summary>
    public const int CookieLength = 8;

    /// <param name="octets">16 octets, as a program sets them (Linux: TCP_FASTOPEN_KEY).</param>
    public static FastOpenKey FromOctets(ReadOnlySpan<byte> octets) =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(octets), BinaryPrimitives.ReadUInt64LittleEndian(octets[8..]));

    /// <summary>
    /// The cookie of a client: a MAC of its address and the server's, so that the server keeps no state ("the cookie is a MAC tag";
    /// with SipHash as Linux makes it, __tcp_fastopen_cookie_gen_cipher).
    /// </summary>
    public byte[] CookieOf(IpAddress client, IpAddress server)
    {
        Span<byte> addresses = stackalloc byte[32];
        var count = client.WriteOctets(addresses);
        count += server.WriteOctets(addresses[count..]);
        var cookie = new byte[CookieLength];
        BinaryPrimitives.WriteUInt64LittleEndian(cookie, SipHash.Of(Low, High, addresses[..count]));
        return cookie;
    }
}
