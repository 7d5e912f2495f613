namespace Mpsim.Scenarios.Plan;

/// <summary>What a UE does with an access whose quota is used up.</summary>
public enum OverQuota
{
    /// <summary>It goes on as before, at the price beyond the quota.</summary>
    Go,

    /// <summary>Its subflows become backups.</summary>
    Backup,

    /// <summary>It is switched off.</summary>
    Drop,
}
