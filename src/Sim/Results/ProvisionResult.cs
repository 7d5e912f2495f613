using Mpsim.Models.Units;

namespace Mpsim.Results;

/// <summary>What has become of the requests for resources at one proxy in one run.</summary>
/// <param name="Levels">By level, how many requests were granted, granted in part, and refused; levels without any are left out.</param>
/// <param name="TimeToGrant">From the first sending of a request to the answer that grants anything, mean; null where nothing was granted.</param>
/// <param name="MessagesSent">Requests and answers that were sent, repetitions and refreshments included.</param>
/// <param name="MessagesLost">Those that never arrived.</param>
/// <param name="Expired">Reservations that nobody refreshed.</param>
/// <param name="SubflowsPeak">Most subflows that were reserved at once.</param>
public sealed record ProvisionResult(
    IReadOnlyList<(string Level, long Granted, long PartlyGranted, long Refused)> Levels, Duration? TimeToGrant, long MessagesSent, long MessagesLost, long Expired, int SubflowsPeak);
