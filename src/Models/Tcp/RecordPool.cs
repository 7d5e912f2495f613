namespace Mpsim.Models.Tcp;

/// <summary>
/// Where connections keep their records of data in flight: segments sent, retransmissions, runs received out of order, data to be sent
/// again. Shared by the connections of one host; it decides nothing but where records lie in memory.
/// </summary>
public sealed class RecordPool
{
    private readonly Stack<RangeSet> _ranges = [];

    internal RingPool<SentSegment> Sent { get; } = new();

    internal RingPool<Retransmission> Retransmitted { get; } = new();

    internal RingPool<ReceivedRun> Received { get; } = new();

    /// <summary>Bytes of memory that the records take, in use and free: what they took when most were in use.</summary>
    public long Memory => Sent.Memory + Retransmitted.Memory + Received.Memory;

    /// <summary>An empty set.</summary>
    internal RangeSet RentRanges() => _ranges.TryPop(out var ranges) ? ranges : new RangeSet();

    /// <summary>Takes a set back, whatever is in it.</summary>
    internal void Return(RangeSet ranges)
    {
        ranges.Clear();
        _ranges.Push(ranges);
    }
}
