using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp;

// What of the memory is announced.
internal sealed partial class ReceiveMemory
{
    /// <summary>The more of a packet's memory holds data, the more of the buffer may be announced (Linux: tcp_grow_window).</summary>
    /// <param name="length">Octets of data.</param>
    /// <param name="octets">Octets of memory.</param>
    /// <param name="size">Octets of a full segment.</param>
    /// <returns>The window has grown.</returns>
    public bool GrowWindow(int length, int octets, int size)
    {
        var room = Math.Min(_clamp, Space) - _threshold;
        if (room <= 0)
        {
            return false;
        }

        long more = WindowOf(octets) <= length ? 2L * _advertisedMss : GrowthInTime(length, octets, size);
        if (more == 0)
        {
            return false;
        }

        _threshold += Math.Min(room, Math.Max(more, 2L * length));
        return true;
    }

    /// <summary>A packet with more overhead fits a buffer that has grown; until then the window grows while it is small (Linux: __tcp_grow_window).</summary>
    private int GrowthInTime(int length, int octets, int size)
    {
        var wanted = WindowOf(octets) >> 1;
        for (var window = WindowOf(settings.Limit) >> 1; _threshold <= window; window >>= 1)
        {
            if (wanted <= length)
            {
                return 2 * size;
            }

            wanted >>= 1;
        }

        return 0;
    }

    /// <summary>The window that would be announced now (Linux: __tcp_select_window).</summary>
    /// <param name="size">Octets of a full segment.</param>
    /// <param name="shift">The shift of windows.</param>
    /// <param name="isTight">Memory is short: acknowledgements need not hurry.</param>
    public long Select(int size, byte shift, out bool isTight)
    {
        Establish();
        var free = Space;
        var full = Math.Min(_clamp, FullSpace);
        var segment = Math.Min(size, full);
        var unit = 1L << shift;
        var shrinks = settings.MayShrink && shift > 0;
        isTight = free < full >> 1;
        if (shrinks || isTight)
        {
            free &= ~(unit - 1);
        }

        if (isTight && (free < FullSpace >> 4 || free < segment || (shrinks && free < unit)))
        {
            return 0;
        }

        free = Math.Min(free, _threshold);
        if (shift > 0)
        {
            return (free + unit - 1) & ~(unit - 1);
        }

        return Announced <= free - segment || Announced > free ? free / segment * segment
            : segment == full && free > Announced + (full >> 1) ? free
            : Announced;
    }

    /// <summary>Announces a window, which is never less than what is left of the last one unless it may shrink (Linux: tcp_select_window).</summary>
    /// <param name="next">RCV.NXT.</param>
    /// <param name="size">Octets of a full segment.</param>
    /// <param name="shift">The shift of windows.</param>
    /// <param name="isTight">Memory is short.</param>
    /// <returns>Octets.</returns>
    public long Announce(uint next, int size, byte shift, out bool isTight)
    {
        var current = Window(next);
        isTight = true;
        if (_hasNoMemory)
        {
            _hasNoMemory = false;
            Announced = 0;
        }
        else
        {
            var window = Select(size, shift, out isTight);
            var unit = 1L << shift;
            Announced = window < current && !(settings.MayShrink && shift > 0) ? (current + unit - 1) & ~(unit - 1) : window;
        }

        _announcedAt = next;
        _furthest = SequenceNumber.Max(_furthest, next + (uint)Announced);
        return Announced;
    }

    /// <summary>Reading has made room that is worth telling (Linux: __tcp_cleanup_rbuf).</summary>
    /// <param name="next">RCV.NXT.</param>
    /// <param name="size">Octets of a full segment.</param>
    /// <param name="shift">The shift of windows.</param>
    public bool IsWorthTelling(uint next, int size, byte shift)
    {
        var current = Window(next);
        return 2 * current <= _clamp && Select(size, shift, out _) is var window && window > 0 && window >= 2 * current;
    }
}
