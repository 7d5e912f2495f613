using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Plan;

/// <summary>An access of the subscribers of a class.</summary>
/// <param name="Link">The link that each who has it gets, without its ends, and with the rates still to be drawn.</param>
/// <param name="Share">The part of the subscribers who have it.</param>
/// <param name="Up">Rates toward the network.</param>
/// <param name="Down">Rates toward the subscriber.</param>
public sealed record AccessPlan(LinkPlan Link, Probability Share, RatePlan Up, RatePlan Down);
