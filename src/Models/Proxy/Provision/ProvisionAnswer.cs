using Mpsim.Models.Units;

namespace Mpsim.Models.Proxy.Provision;

/// <summary>What a proxy answers.</summary>
/// <param name="Number">The number of the request.</param>
/// <param name="Key">What it is about.</param>
/// <param name="Outcome">How it stands to what was asked for.</param>
/// <param name="Granted">What is reserved.</param>
/// <param name="Lifetime">How long, unless the request is refreshed.</param>
public readonly record struct ProvisionAnswer(long Number, ReservationKey Key, ProvisionOutcome Outcome, Resources Granted, Duration Lifetime);
