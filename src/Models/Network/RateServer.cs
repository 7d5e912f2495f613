namespace Mpsim.Models.Network;

/// <summary>Where one link stands in its <see cref="RateSchedule"/>.</summary>
internal abstract class RateServer
{
    /// <summary>When the transmission of a packet ends, in nanoseconds; <see cref="long.MaxValue"/> means never.</summary>
    /// <param name="start">When it begins: not before the end of the transmission before, unless <see cref="Restart"/> was called.</param>
    /// <param name="bytes">Octets of the packet.</param>
    public abstract long Finish(long start, int bytes);

    /// <summary>Forgets transmissions that were handed out but came to nothing; the next start may lie before their ends.</summary>
    public abstract void Restart();
}
