using Mpsim.Models.Units;

namespace Mpsim.Models.Proxy.Shaping;

/// <summary>One direction of a session whose rate is limited.</summary>
internal abstract class ShapedStream
{
    /// <summary>The shaper that it waits for; null while it waits for none.</summary>
    internal Shaper? WaitsFor { get; set; }

    /// <summary>Since when it waits.</summary>
    internal Instant WaitsSince { get; set; }

    /// <summary>There are tokens again: passes on what there are tokens for.</summary>
    internal abstract void Resume(Instant now);
}
