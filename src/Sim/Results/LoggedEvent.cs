using Mpsim.Models.Units;

namespace Mpsim.Results;

/// <summary>One line of the log of a run: a handshake, a join, a fallback, an outage, a change of state.</summary>
/// <param name="Time">When.</param>
/// <param name="Entity">Node, link, flow or subflow it happened to.</param>
/// <param name="Kind">A short fixed word in kebab case, see <see cref="EventKinds"/>.</param>
/// <param name="Detail">Free text for people.</param>
public sealed record LoggedEvent(Instant Time, string Entity, string Kind, string Detail);
