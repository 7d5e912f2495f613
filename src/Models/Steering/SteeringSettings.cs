using Mpsim.Models.Wire;

namespace Mpsim.Models.Steering;

/// <summary>What a client does to have its connections opened by a proxy.</summary>
public sealed record SteeringSettings
{
    public required SteeringKind Kind { get; init; }

    /// <summary>Address of the proxy, and the port of its service; in plain mode the server's port takes its place.</summary>
    public required Endpoint Proxy { get; init; }

    /// <summary>Convert: the message goes in the SYN; otherwise behind the handshake with the converter.</summary>
    public bool DataInSyn { get; init; } = true;

    /// <summary>Convert: asks whether the server speaks MPTCP, and goes without the converter to one that does (RFC 8803 section 5.1).</summary>
    public bool Bypasses { get; init; } = true;

    /// <summary>Goes without the proxy where it does not serve.</summary>
    public bool FallsBack { get; init; } = true;

    /// <summary>SOCKS: for authentication (RFC 1929); null offers none.</summary>
    public SocksCredentials? Credentials { get; init; }
}

/// <summary>User name and password, each of 1 to 255 octets.</summary>
public sealed record SocksCredentials(string User, string Password);
