using System.Diagnostics.CodeAnalysis;
using Mpsim.Models.Units;

namespace Mpsim.Models.Probes;

/// <summary>
/// The model contradicted itself: a byte lost or altered, a queue of negative length, packets that came from nowhere.
/// The run is worthless from here on and stops.
/// </summary>
/// <param name="at">When it was noticed.</param>
/// <param name="entity">Name of the link, connection or application.</param>
/// <param name="what">What does not hold, with the values.</param>
[SuppressMessage("Naming", "CA1710", Justification = "The name says what it is: a finding, not a condition that callers handle.")]
public sealed class InvariantViolation(Instant at, string entity, string what)
    : Exception($"invariant violated at {at} in {entity}: {what}")
{
    public Instant At { get; } = at;

    public string Entity { get; } = entity;

    public string What { get; } = what;
}
