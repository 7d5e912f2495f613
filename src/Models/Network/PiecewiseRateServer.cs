namespace Mpsim.Models.Network;

/// <summary>Transmission at a piecewise constant rate.</summary>
internal sealed class PiecewiseRateServer : RateServer
{
    /// <summary>Work of one octet in bits times 10^9, of which a link of R bit/s does R per nanosecond.</summary>
    private const long WorkPerByte = 8_000_000_000;

    private readonly PiecewiseRate _schedule;

    private int _piece;
    private long _cycleStart;
    private long _rate;

    /// <summary>End of the current piece.</summary>
    private long _until;

    public PiecewiseRateServer(PiecewiseRate schedule)
    {
        _schedule = schedule;
        Enter(0, 0);
    }

    public override long Finish(long start, int bytes, ref SteadyRate steady)
    {
        steady.Size = SteadyRate.NoSize;
        if (start >= _until && !Seek(start))
        {
            return long.MaxValue;
        }

        var time = start;
        var work = (bytes * WorkPerByte) + steady.Carry;
        while (true)
        {
            if (_rate > 0)
            {
                var (needed, rest) = Math.DivRem(work, _rate);
                if (needed < _until - time || (needed == _until - time && rest == 0))
                {
                    steady.Carry = rest;
                    HoldSteady(bytes, ref steady);
                    return time + needed;
                }

                work -= (_until - time) * _rate;
            }

            time = _until;
            steady.Carry = 0;
            if (time == long.MaxValue)
            {
                return long.MaxValue;
            }

            EnterNext();
        }
    }

    public override void Restart() => Enter(0, 0);

    private void HoldSteady(int bytes, ref SteadyRate steady)
    {
        (steady.Quotient, steady.Remainder) = Math.DivRem(bytes * WorkPerByte, _rate);
        steady.Rate = _rate;
        steady.Until = _until;
        steady.Size = bytes;
    }

    /// <summary>Enters the piece that holds at a time after the current piece.</summary>
    /// <returns>False at the end of time.</returns>
    private bool Seek(long time)
    {
        if (time == long.MaxValue)
        {
            return false;
        }

        if (_schedule.Period != long.MaxValue && time - _cycleStart >= _schedule.Period)
        {
            Enter(0, time - (time % _schedule.Period));
        }

        while (time >= _until)
        {
            EnterNext();
        }

        return true;
    }

    private void EnterNext()
    {
        if (_piece + 1 < _schedule.Pieces)
        {
            Enter(_piece + 1, _cycleStart);
        }
        else
        {
            Enter(0, _cycleStart + _schedule.Period);
        }
    }

    private void Enter(int piece, long cycleStart)
    {
        _piece = piece;
        _cycleStart = cycleStart;
        _rate = _schedule.Rate(piece);
        var end = _schedule.End(piece);
        _until = end == long.MaxValue ? end : cycleStart + end;
    }
}
