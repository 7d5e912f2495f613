using Mpsim.Models.Units;

namespace Mpsim.Models.Proxy.Shaping;

/// <summary>What limits of rates have done.</summary>
public sealed class ShapingCount
{
    /// <summary>Sessions that were under such a limit.</summary>
    public long Sessions { get; private set; }

    /// <summary>Sessions of which something had to wait.</summary>
    public long SessionsHeld { get; private set; }

    /// <summary>The time for which something waited, of all directions of all sessions together.</summary>
    public Duration Held { get; private set; }

    internal void OnSession() => Sessions++;

    internal void OnSessionHeld() => SessionsHeld++;

    internal void OnResumed(Duration wait) => Held += wait;
}
