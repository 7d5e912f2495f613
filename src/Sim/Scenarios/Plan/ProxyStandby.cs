namespace Mpsim.Scenarios.Plan;

/// <summary>What stands by for a proxy that may crash.</summary>
public enum ProxyStandby
{
    None,
    ColdStandby,
    HotStandby,
}
