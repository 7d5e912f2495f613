namespace Mpsim.Models.Proxy;

/// <summary>What a proxy does with a session to which it should lend a public address, and has no port for it.</summary>
public enum PortExhaustion : byte
{
    /// <summary>It is not taken over, and passes with the UE's own address.</summary>
    Pass,

    /// <summary>Its SYN is dropped in silence, and the UE tries again.</summary>
    Drop,

    /// <summary>Its SYN is answered by RST.</summary>
    Reset,
}
