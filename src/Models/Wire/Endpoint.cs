using System.Numerics;
using System.Runtime.CompilerServices;

namespace Mpsim.Models.Wire;

/// <summary>An address and a TCP port; what RFC 9293 calls a socket.</summary>
public readonly struct Endpoint(IpAddress address, ushort port) : IEquatable<Endpoint>
{
    public readonly IpAddress Address = address;
    public readonly ushort Port = port;

    /// <summary>Address and port in one word, for hashing.</summary>
    internal ulong Digest
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => BitOperations.RotateLeft(Address.Digest, 16) ^ Port;
    }

    public static bool operator ==(in Endpoint a, in Endpoint b) =>
        ((a.Address.High ^ b.Address.High) | (a.Address.Low ^ b.Address.Low) | (uint)(a.Port ^ b.Port)) == 0;

    public static bool operator !=(in Endpoint a, in Endpoint b) => !(a == b);

    public bool Equals(Endpoint other) => this == other;

    public override bool Equals(object? obj) => obj is Endpoint other && Equals(other);

    public override int GetHashCode() => HashCode.Combine(Address, Port);

    /// <summary>An IPv6 address stands in brackets (RFC 5952 section 6).</summary>
    public override string ToString() => Address.IsIPv4 ? $"{Address}:{Port}" : $"[{Address}]:{Port}";
}
