namespace Mpsim.Scenarios.Plan;

/// <summary>What a hybrid proxy does with a session.</summary>
public enum ProxyAction
{
    TakeOver,
    Transparent,
    Pass,
}
