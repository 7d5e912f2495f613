namespace Mpsim.Scenarios.Plan;

/// <summary>A model of random loss.</summary>
public abstract record LossPlan;
