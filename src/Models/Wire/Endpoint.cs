namespace Mpsim.Models.Wire;

/// <summary>An address and a TCP port; what RFC 9293 calls a socket.</summary>
public readonly struct Endpoint(IpAddress address, ushort port) : IEquatable<Endpoint>
{
    public readonly IpAddress Address = address;
    public readonly ushort Port = port;

    /// <summary>Address and port in one word, for hashing and comparing.</summary>
    public ulong Bits => ((ulong)Address.Bits << 16) | Port;

    public static bool operator ==(Endpoint a, Endpoint b) => a.Bits == b.Bits;

    public static bool operator !=(Endpoint a, Endpoint b) => a.Bits != b.Bits;

    public bool Equals(Endpoint other) => Bits == other.Bits;

    public override bool Equals(object? obj) => obj is Endpoint other && Equals(other);

    public override int GetHashCode() => Bits.GetHashCode();

    public override string ToString() => $"{Address}:{Port}";
}
