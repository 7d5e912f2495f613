namespace Mpsim.Scenarios.Plan;

/// <summary>What a proxy has learnt of a server.</summary>
public enum LearntCapability
{
    /// <summary>Nothing, or nothing recent.</summary>
    Unknown,
    Mptcp,
    Tcp,
}
