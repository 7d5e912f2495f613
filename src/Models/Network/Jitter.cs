using Mpsim.Models.Kernel;
using Mpsim.Models.Units;

namespace Mpsim.Models.Network;

/// <summary>
/// Random part of the propagation delay, drawn per packet. Links deliver in order whatever is drawn: a packet that
/// draws less than the one before it comes at the same time as that one.
/// </summary>
public abstract class Jitter
{
    /// <summary>Nanoseconds to add to the delay, possibly negative.</summary>
    internal abstract long Next();

    /// <summary>All values within ± <paramref name="amplitude"/> equally likely.</summary>
    public static Jitter Uniform(Duration amplitude, RandomStream random) => new UniformJitter(amplitude, random);

    /// <summary>Normally distributed, values beyond ± 3 <paramref name="deviation"/> drawn again.</summary>
    public static Jitter Normal(Duration deviation, RandomStream random) => new NormalJitter(deviation, random);

    private sealed class UniformJitter(Duration amplitude, RandomStream random) : Jitter
    {
        internal override long Next() => random.NextInRange(-amplitude.Nanoseconds, amplitude.Nanoseconds);
    }

    private sealed class NormalJitter(Duration deviation, RandomStream random) : Jitter
    {
        internal override long Next()
        {
            double draw;
            do
            {
                draw = random.NextNormal();
            }
            while (draw is < -3 or > 3);
            return (long)(draw * deviation.Nanoseconds);
        }
    }
}
