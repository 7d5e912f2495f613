namespace Mpsim.Scenarios.Plan;

/// <summary>What a proxy does with the sessions that pass it.</summary>
public enum ProxyMode
{
    /// <summary>Terminates MPTCP for every session: the M-Server toward the UE, an N-UE toward the server.</summary>
    TakeOver,

    /// <summary>Lets SYNs pass and takes over what a server without MPTCP answers.</summary>
    Transparent,

    /// <summary>Rules decide for each session.</summary>
    Hybrid,

    /// <summary>At the customer's premises: terminates plain TCP of the LAN and goes on over MPTCP from the uplinks.</summary>
    Cpe,

    /// <summary>Passes every packet on unchanged.</summary>
    Forward,
}
