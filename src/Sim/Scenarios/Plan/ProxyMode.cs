namespace Mpsim.Scenarios.Plan;

/// <summary>What a proxy does with the sessions that pass it.</summary>
public enum ProxyMode
{
    /// <summary>Terminates MPTCP for every session: the M-Server toward the UE, an N-UE toward the server.</summary>
    TakeOver,

    /// <summary>Lets SYNs pass and takes over what a server without MPTCP answers.</summary>
    Transparent,

    /// <summary>Passes every packet on unchanged.</summary>
    Forward,
}
