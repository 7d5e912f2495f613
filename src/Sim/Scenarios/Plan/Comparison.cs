namespace Mpsim.Scenarios.Plan;

/// <summary>How an expectation compares the measured value with its bound.</summary>
public enum Comparison
{
    AtLeast,
    AtMost,
    Above,
    Below,
}
