using System.Buffers.Binary;
using System.Security.Cryptography;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Mptcp;

/// <summary>What MPTCP version 1 derives from keys and nonces (RFC 8684 sections 3.1, 3.2 and 3.4.1; SHA-256, RFC 6234; HMAC, RFC 2104).</summary>
public static class MptcpCrypto
{
    /// <summary>Token: the most significant 32 bits of SHA-256(key) (section 3.2).</summary>
    public static uint Token(ulong key) => BinaryPrimitives.ReadUInt32BigEndian(Digest(key));

    /// <summary>Initial data sequence number: the least significant 64 bits of SHA-256(key) (section 3.1).</summary>
    public static ulong InitialDataSequence(ulong key) => BinaryPrimitives.ReadUInt64BigEndian(Digest(key).AsSpan(24));

    /// <summary>HMAC of a join: key = sender's key then receiver's, message = sender's nonce then receiver's (section 3.2).</summary>
    /// <returns>32 octets.</returns>
    public static byte[] JoinHmac(ulong senderKey, ulong receiverKey, uint senderNonce, uint receiverNonce)
    {
        Span<byte> message = stackalloc byte[8];
        BinaryPrimitives.WriteUInt32BigEndian(message, senderNonce);
        BinaryPrimitives.WriteUInt32BigEndian(message[4..], receiverNonce);
        return Hmac(senderKey, receiverKey, message);
    }

    /// <summary>HMAC of an ADD_ADDR: message = address identifier, address, port, zero for none (section 3.4.1).</summary>
    /// <returns>The 64 least significant bits.</returns>
    public static ulong AddAddressHmac(ulong senderKey, ulong receiverKey, byte addressId, IpAddress address, ushort? port)
    {
        Span<byte> message = stackalloc byte[19];
        message[0] = addressId;
        var end = 1 + address.WriteOctets(message[1..]);
        BinaryPrimitives.WriteUInt16BigEndian(message[end..], port ?? 0);
        return BinaryPrimitives.ReadUInt64BigEndian(Hmac(senderKey, receiverKey, message[..(end + 2)]).AsSpan(24));
    }

    private static byte[] Digest(ulong key)
    {
        Span<byte> octets = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(octets, key);
        return SHA256.HashData(octets);
    }

    private static byte[] Hmac(ulong senderKey, ulong receiverKey, ReadOnlySpan<byte> message)
    {
        Span<byte> key = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(key, senderKey);
        BinaryPrimitives.WriteUInt64BigEndian(key[8..], receiverKey);
        return HMACSHA256.HashData(key, message);
    }
}
