namespace Mpsim.Models.Mptcp.Scheduling;

/// <summary>
/// Every segment on every subflow: the copy that arrives first counts, so that a loss on one path costs no time where another path
/// delivers. Each subflow goes through the data at the pace of its own window and skips what is already acknowledged; the fastest
/// one leads (the <c>redundant</c> scheduler of the out-of-tree Linux MPTCP).
/// </summary>
public sealed class RedundantScheduler : AssigningScheduler
{
    /// <summary>Position up to which each subflow has had the data, by its index.</summary>
    private long[] _reached = [0, 0];

    public override string Name => "redundant";

    public override bool GivesAllToEach => true;

    public override Subflow? Select(MptcpConnection connection) => LowestRttScheduler.Fastest(connection);

    public override bool TryAssign(MptcpConnection connection, out Assignment next)
    {
        var subflows = connection.Subflows;
        Subflow? leader = null;
        for (var i = 0; i < subflows.Count; i++)
        {
            var subflow = subflows[i];
            if (!subflow.IsAvailable)
            {
                continue;
            }

            var position = Math.Max(ReachedBy(subflow), connection.FirstUnacknowledged);
            if (position < connection.NextNew)
            {
                next = new Assignment(subflow, position, Math.Min(subflow.Tcp.MaximumSegment, connection.NextNew - position));
                return true;
            }

            leader ??= subflow;
        }

        var waiting = Math.Min(connection.Stream.Length - connection.NextNew, connection.WindowRoom);
        next = default;
        if (leader is null || waiting <= 0)
        {
            return false;
        }

        next = new Assignment(leader, connection.NextNew, Math.Min(leader.Tcp.MaximumSegment, waiting));
        return true;
    }

    public override long Portion(Subflow subflow, long position) => subflow.Tcp.MaximumSegment;

    public override void OnAssigned(MptcpConnection connection, in Assignment done)
    {
        var end = done.Position + done.Count;
        if (end > ReachedBy(done.Subflow))
        {
            _reached[done.Subflow.Index] = end;
        }
    }

    private long ReachedBy(Subflow subflow)
    {
        if (subflow.Index >= _reached.Length)
        {
            Array.Resize(ref _reached, subflow.Index * 2);
        }

        return _reached[subflow.Index];
    }
}
