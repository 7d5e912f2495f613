namespace Mpsim.Scenarios.Plan;

/// <summary>What a node is in the scenario.</summary>
public enum NodeKind
{
    /// <summary>User equipment: a phone, a dongle, a CPE.</summary>
    Ue,

    Server,

    /// <summary>A router that also holds an MPTCP proxy.</summary>
    Proxy,

    /// <summary>Forwards and nothing else.</summary>
    Router,

    /// <summary>A router that spreads connections over a pool of proxies.</summary>
    Balancer,

    /// <summary>Where attacks come from; has no connections.</summary>
    Attacker,
}
