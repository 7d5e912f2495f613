namespace Mpsim.Models.Network;

/// <summary>
/// Transmission at recorded opportunities: a packet ends at the opportunity that takes its last byte, may span several,
/// and leaves the rest of its last one to packets that wait then. Opportunities that nobody waits for are lost.
/// </summary>
internal sealed class OpportunityServer(OpportunityTrace trace) : RateServer
{
    private int _index;
    private long _cycleStart;

    /// <summary>Bytes that the current opportunity can still take.</summary>
    private int _left = OpportunityTrace.BytesPerOpportunity;

    private long Current => _cycleStart + trace.Time(_index);

    public override long Finish(long start, int bytes, ref SteadyRate steady)
    {
        steady.Size = SteadyRate.NoSize;
        if (Current < start)
        {
            Seek(start);
        }

        var needed = bytes;
        while (needed > _left)
        {
            needed -= _left;
            _left = OpportunityTrace.BytesPerOpportunity;
            if (++_index == trace.Count)
            {
                _index = 0;
                _cycleStart += trace.Period;
            }
        }

        _left -= needed;
        return Current;
    }

    public override void Restart()
    {
        _index = 0;
        _cycleStart = 0;
        _left = OpportunityTrace.BytesPerOpportunity;
    }

    /// <summary>Moves to the first opportunity at or after <paramref name="start"/>, later than the current one.</summary>
    private void Seek(long start)
    {
        _left = OpportunityTrace.BytesPerOpportunity;
        var lowest = _index;
        if (start - _cycleStart > trace.Period)
        {
            // The last entry of a period lies on the start of the next, hence the period that ends at or after the start.
            _cycleStart += (start - _cycleStart - 1) / trace.Period * trace.Period;
            lowest = 0;
        }

        _index = trace.FirstAtOrAfter(start - _cycleStart, lowest);
    }
}
