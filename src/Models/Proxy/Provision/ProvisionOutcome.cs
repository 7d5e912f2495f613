namespace Mpsim.Models.Proxy.Provision;

/// <summary>What a proxy answers to a request for resources.</summary>
public enum ProvisionOutcome
{
    /// <summary>All that was asked for.</summary>
    Granted,

    /// <summary>Something of it.</summary>
    PartlyGranted,

    /// <summary>Nothing.</summary>
    Refused,
}
