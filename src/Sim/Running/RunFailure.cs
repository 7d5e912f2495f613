namespace Mpsim.Running;

/// <summary>A run that stopped because the model contradicted itself, or the program failed.</summary>
/// <param name="Variant">Name of the variant.</param>
/// <param name="Run">Number of the replication.</param>
/// <param name="Cause">What was thrown.</param>
public sealed record RunFailure(string Variant, int Run, Exception Cause);
