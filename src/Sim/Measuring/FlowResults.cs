using Mpsim.Models.Apps;
using Mpsim.Models.Network.Metering;
using Mpsim.Models.Units;
using Mpsim.Results;

namespace Mpsim.Measuring;

/// <summary>Sums a flow up at the end of a run.</summary>
internal static class FlowResults
{
    /// <param name="flow">The flow.</param>
    /// <param name="end">The end of the run.</param>
    /// <param name="meterOf">The meter of a link; null where it costs nothing.</param>
    public static FlowResult Of(FlowTrace flow, Instant end, Func<string, AccessMeter?> meterOf)
    {
        var record = flow.Record;
        var completions = record.Connections.Select(connection => connection.CompletionTime).OfType<Duration>().ToArray();
        return new FlowResult
        {
            Flow = record.Name,
            GoodputMbps = record.Goodput(end).MegabitsPerSecond,
            Bytes = record.BytesReceived,
            CompletionTime = Mean(completions),
            HandshakeTime = Mean([.. record.Connections.Select(connection => connection.HandshakeTime).OfType<Duration>()]),
            FirstByteTime = Mean([.. record.Connections.Select(connection => connection.FirstByteTime).OfType<Duration>()]),
            Shares = Shares(flow.Paths, flow.WireBytes()),
            SharesUp = Shares(flow.Paths, flow.WireBytes(up: true)),
            SharesDown = Shares(flow.Paths, flow.WireBytes(up: false)),
            Costs = Costs(flow, meterOf),
            Joins = flow.Joins,
            Retransmissions = flow.Retransmissions,
            ConnectionsOpened = record.Connections.Count(connection => connection.Attempt == 0),
            LongestStall = record.LongestStall,
            LongestGap = record.LongestGap(end),
            GapFrom = record.LongestPause(end).From,
            ConnectionsCompleted = record.Completed,
            ConnectionsAborted = record.Aborted,
            Sessions = flow.Sessions,
            SessionsKept = flow.SessionsKept,
            SessionsLost = flow.SessionsLost,
            ReplicatedBytes = flow.ReplicatedBytes,
            CommitDelay = flow.CommitDelay,
            CompletionTimes = completions,
        };
    }

    private static PathCost[] Costs(FlowTrace flow, Func<string, AccessMeter?> meterOf)
    {
        var (up, down) = (flow.WireBytes(up: true), flow.WireBytes(up: false));
        var costs = new List<PathCost>();
        foreach (var (index, path) in flow.Paths.Index())
        {
            if (meterOf(path) is { } meter)
            {
                var part = meter.Octets == 0 ? 0 : (double)(up[index] + down[index]) / meter.Octets;
                costs.Add(new PathCost(path, part * (double)meter.Cost, part * meter.OctetsBeyond));
            }
        }

        return [.. costs];
    }

    private static Duration? Mean(Duration[] times) =>
        times.Length == 0 ? null : new Duration((long)(times.Aggregate(Int128.Zero, (sum, time) => sum + time.Nanoseconds) / times.Length));

    private static PathShare[] Shares(IReadOnlyList<string> paths, long[] bytes)
    {
        var all = bytes.Sum();
        return [.. paths.Select((path, index) => new PathShare(path, all == 0 ? 0 : (double)bytes[index] / all))];
    }
}
