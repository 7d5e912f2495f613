namespace Mpsim.Models.Network;

/// <summary>
/// Transmission at a piecewise constant rate. Times are whole nanoseconds; what a transmission takes beyond its last
/// whole nanosecond is carried into the next when that follows at once, so a busy link serves its rate exactly.
/// </summary>
internal sealed class PiecewiseRateServer : RateServer
{
    /// <summary>Work of one octet in bits times 10^9, of which a link of R bit/s does R per nanosecond.</summary>
    private const long WorkPerByte = 8_000_000_000;

    private readonly PiecewiseRate _schedule;

    private long _rate;

    /// <summary>End of the current piece.</summary>
    private long _until;

    /// <summary>Transmissions that end before this need no more than the current piece; none does while the rate is zero.</summary>
    private long _simpleUntil;

    private long _finish;

    /// <summary>Work of the last transmission after <see cref="_finish"/>: less than one nanosecond's.</summary>
    private long _carry;

    // Packets of a link have mostly one size, so its division is done once.
    private int _size;
    private long _quotient;
    private long _remainder;

    private int _piece;
    private long _cycleStart;

    public PiecewiseRateServer(PiecewiseRate schedule)
    {
        _schedule = schedule;
        Enter(0, 0);
    }

    public override long Finish(long start, int bytes)
    {
        if (start != _finish)
        {
            _carry = 0;
        }

        if (start >= _until && !Seek(start))
        {
            return long.MaxValue;
        }

        if (bytes != _size)
        {
            Divide(bytes);
        }

        var finish = start + _quotient;
        var carry = _carry + _remainder;
        if (carry >= _rate)
        {
            carry -= _rate;
            finish++;
        }

        if (finish >= _simpleUntil)
        {
            return FinishAcrossPieces(start, bytes);
        }

        _carry = carry;
        _finish = finish;
        return finish;
    }

    public override void Restart()
    {
        _carry = 0;
        _finish = 0;
        Enter(0, 0);
    }

    private long FinishAcrossPieces(long start, int bytes)
    {
        var time = start;
        var work = (bytes * WorkPerByte) + _carry;
        while (true)
        {
            if (_rate > 0)
            {
                var (needed, rest) = Math.DivRem(work, _rate);
                if (needed < _until - time || (needed == _until - time && rest == 0))
                {
                    _carry = rest;
                    _finish = time + needed;
                    return _finish;
                }

                work -= (_until - time) * _rate;
            }

            time = _until;
            _carry = 0;
            if (time == long.MaxValue)
            {
                _finish = long.MaxValue;
                return long.MaxValue;
            }

            EnterNext();
        }
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
        _simpleUntil = _rate > 0 ? _until : long.MinValue;
        _size = -1;
    }

    private void Divide(int bytes)
    {
        _size = bytes;
        if (_rate > 0)
        {
            (_quotient, _remainder) = Math.DivRem(bytes * WorkPerByte, _rate);
        }
    }
}
