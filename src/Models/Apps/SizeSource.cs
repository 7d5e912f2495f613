using Mpsim.Models.Kernel;

namespace Mpsim.Models.Apps;

/// <summary>How many bytes each transfer of a flow has, constant or drawn. An instance belongs to one flow; draws follow the order of asking.</summary>
public abstract class SizeSource
{
    /// <summary>Without an end of its own.</summary>
    public static readonly SizeSource Unbounded = new ConstantSize(StreamEntry.Unbounded);

    /// <summary>The size of the next transfer in bytes, at least 1.</summary>
    public abstract long Next();

    /// <summary>A number of bytes stands for transfers that are all of this size.</summary>
    public static implicit operator SizeSource(long bytes) => Constant(bytes);

    /// <summary>Always the same.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is not positive.</exception>
    public static SizeSource Constant(long bytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bytes);
        return new ConstantSize(bytes);
    }

    /// <summary>Exponentially distributed, rounded up to whole bytes.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The mean is not positive.</exception>
    public static SizeSource Exponential(long mean, RandomStream chance)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(mean);
        return new ExponentialSize(mean, chance);
    }

    /// <summary>All sizes of <paramref name="smallest"/> to <paramref name="largest"/> equally likely.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The smallest is not positive, or the largest below it.</exception>
    public static SizeSource Uniform(long smallest, long largest, RandomStream chance)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(smallest);
        ArgumentOutOfRangeException.ThrowIfLessThan(largest, smallest);
        return new UniformSize(smallest, largest, chance);
    }

    /// <summary>Drawn from a measured distribution.</summary>
    public static SizeSource Empirical(EmpiricalDistribution distribution, RandomStream chance) => new EmpiricalSize(distribution, chance);

    private sealed class ConstantSize(long bytes) : SizeSource
    {
        public override long Next() => bytes;
    }

    private sealed class ExponentialSize(double mean, RandomStream chance) : SizeSource
    {
        public override long Next() => Math.Max(1, (long)Math.Ceiling(chance.NextExponential(mean)));
    }

    private sealed class UniformSize(long smallest, long largest, RandomStream chance) : SizeSource
    {
        public override long Next() => chance.NextInRange(smallest, largest);
    }

    private sealed class EmpiricalSize(EmpiricalDistribution distribution, RandomStream chance) : SizeSource
    {
        public override long Next() => distribution.Next(chance);
    }
}
