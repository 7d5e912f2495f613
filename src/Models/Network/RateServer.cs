namespace Mpsim.Models.Network;

/// <summary>Where one link stands in its <see cref="RateSchedule"/>.</summary>
internal abstract class RateServer
{
    /// <summary>When the transmission of a packet ends, in nanoseconds; <see cref="long.MaxValue"/> means never.</summary>
    /// <param name="start">When it begins: not before the end of the transmission before, unless <see cref="Restart"/> was called.</param>
    /// <param name="bytes">Octets of the packet.</param>
    /// <param name="steady">Set to what holds for further packets of this size, as far as anything does.</param>
    public abstract long Finish(long start, int bytes, ref SteadyRate steady);

    /// <summary>Forgets transmissions that were handed out but came to nothing; the next start may lie before their ends.</summary>
    public abstract void Restart();
}

/// <summary>
/// Transmission at a rate that does not change for the time being, of packets of one size: what a link can work out
/// for itself, by an addition. Times are whole nanoseconds; what a transmission takes beyond its last whole nanosecond
/// is carried into the next when that follows at once, so a busy link serves its rate exactly.
/// </summary>
internal struct SteadyRate
{
    /// <summary>Nothing is known about this size.</summary>
    public const int NoSize = -1;

    /// <summary>Bits per second: the work done per nanosecond, work being counted in bits times 10^9.</summary>
    public long Rate;

    /// <summary>Whole nanoseconds that a packet takes.</summary>
    public long Quotient;

    /// <summary>Work that a packet leaves for after them.</summary>
    public long Remainder;

    /// <summary>Work that the last packet left; zero where transmissions do not follow each other at once.</summary>
    public long Carry;

    /// <summary>Holds for transmissions that end before this time.</summary>
    public long Until;

    /// <summary>Octets of the packets that this holds for.</summary>
    public int Size;
}
