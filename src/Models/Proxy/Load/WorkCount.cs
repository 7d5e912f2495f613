using Mpsim.Models.Units;

namespace Mpsim.Models.Proxy.Load;

/// <summary>How often something was done, and the time that it took in all.</summary>
public readonly record struct WorkCount(long Times, Duration Time)
{
    /// <summary>The time of one; zero where it was never done.</summary>
    public Duration Mean => Times == 0 ? Duration.Zero : Time / Times;

    internal WorkCount Plus(long times, Duration time) => new(Times + times, Time + time);
}
