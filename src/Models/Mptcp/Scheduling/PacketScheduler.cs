namespace Mpsim.Models.Mptcp.Scheduling;

/// <summary>Chooses the subflow that carries the next segment of new data. One instance per connection.</summary>
public abstract class PacketScheduler
{
    /// <summary>Name as in a scenario.</summary>
    public abstract string Name { get; }

    /// <summary>
    /// The subflow for the next segment, among those for which <see cref="MptcpConnection.IsAvailable"/> holds: established,
    /// window open, not a backup while a regular subflow works.
    /// </summary>
    /// <returns>Null to wait.</returns>
    public abstract Subflow? Select(MptcpConnection connection);
}
