using Mpsim.Models.Units;

namespace Mpsim.Models.Hosts;

/// <summary>
/// Remembers that SYNs with MPTCP were not answered where one without was (Linux: net.mptcp.blackhole_timeout): for a time, which
/// doubles when it happens again, the host opens connections in plain TCP.
/// </summary>
internal sealed class BlackholeMemory
{
    /// <summary>Doublings at most (Linux: mptcp_active_should_disable).</summary>
    private const int MostDoublings = 6;

    private int _times;
    private Instant _until = Instant.Zero;

    /// <param name="now">Now.</param>
    /// <param name="timeout">How long the first time is remembered, as it is set now; zero forgets.</param>
    /// <returns>MPTCP is not to be offered now.</returns>
    public bool Holds(Instant now, Duration timeout) => now < _until && timeout > Duration.Zero;

    /// <param name="now">Now.</param>
    /// <param name="timeout">How long the first time is remembered; zero remembers nothing.</param>
    public void OnBlackhole(Instant now, Duration timeout)
    {
        if (!Holds(now, timeout))
        {
            _until = now + new Duration(timeout.Nanoseconds << Math.Min(_times++, MostDoublings));
        }
    }

    /// <summary>A connection speaks MPTCP: the next blackhole is the first again.</summary>
    public void OnMptcp() => _times = 0;
}
