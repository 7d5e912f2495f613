namespace Mpsim.Models.Proxy.Provision;

/// <summary>What a reservation is for (draft-deng-mptcp-proxy-01, requirement g).</summary>
public enum ProvisionLevel
{
    /// <summary>All that a subscriber does: sessions at once, and what each of them may have.</summary>
    Subscriber,

    /// <summary>One session.</summary>
    Session,

    /// <summary>One further subflow of a session, by the access that it is to use.</summary>
    Subflow,
}
