namespace Mpsim.Results;

/// <summary>How subscribers shared public addresses at one NAPT or proxy in one run.</summary>
public sealed record PortResult
{
    /// <summary>The link or node that has the NAPT, or the proxy.</summary>
    public required string Place { get; init; }

    /// <summary>The scenario says how addresses are shared there.</summary>
    public required bool IsTold { get; init; }

    /// <summary>Ports in use or on hold at the end.</summary>
    public required int InUse { get; init; }

    /// <summary>Most ports that were in use or on hold at once.</summary>
    public required int Peak { get; init; }

    /// <summary>SYNs for which there was no port, by reason, repeated ones among them; reasons that never were are left out.</summary>
    public IReadOnlyList<(string Reason, long Count)> Refusals { get; init; } = [];

    /// <summary>By classes of subscribers, or single UEs, in the order in which they first had a port.</summary>
    public IReadOnlyList<PortClassResult> Classes { get; init; } = [];

    /// <summary>SYNs for which there was no port, repeated ones among them.</summary>
    public long Refused => Refusals.Sum(each => each.Count);

    /// <summary>Most ports that one subscriber had at once.</summary>
    public int SubscriberPeak => Classes.Count == 0 ? 0 : Classes.Max(each => each.Peak);
}

/// <summary>The same of the subscribers of one class.</summary>
/// <param name="Class">Its name; empty for those who are none of the scenario's subscribers, such as those behind another NAPT.</param>
/// <param name="Subscribers">How many inside addresses have asked for a port.</param>
/// <param name="InUse">Ports in use or on hold at the end.</param>
/// <param name="Peak">Most ports that one of them had at once.</param>
/// <param name="MeanPeak">The mean of what each had most.</param>
/// <param name="BlocksPeak">Most blocks that one of them had at once.</param>
/// <param name="Given">Ports that were given out, each of which is an entry in an operator's log where there are no blocks.</param>
/// <param name="BlocksGiven">Blocks that were given out.</param>
/// <param name="Refused">SYNs for which there was none.</param>
public sealed record PortClassResult(string Class, int Subscribers, int InUse, int Peak, double MeanPeak, int BlocksPeak, long Given, long BlocksGiven, long Refused);
