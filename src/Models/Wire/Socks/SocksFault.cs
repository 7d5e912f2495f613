namespace Mpsim.Models.Wire.Socks;

/// <summary>Why octets are not a SOCKS message.</summary>
public enum SocksFault : byte
{
    /// <summary>They are one.</summary>
    None,

    /// <summary>They end before the message does; more may come.</summary>
    Cut,

    /// <summary>Of another version, or with a field that no message has.</summary>
    Malformed,

    /// <summary>A request for something else than CONNECT.</summary>
    Command,

    /// <summary>A request by domain name, which would take a resolver.</summary>
    AddressType,
}
