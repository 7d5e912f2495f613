namespace Mpsim.Models.Mptcp.Scheduling;

/// <summary>
/// A packet scheduler that decides more than the subflow of the next segment: which data it carries, for instance once more, or how
/// many at once. Its <see cref="PacketScheduler.Select"/> chooses the subflow for data that another one has lost.
/// </summary>
public abstract class AssigningScheduler : PacketScheduler
{
    /// <summary>Data are handed to a subflow beyond its window, where they wait; otherwise they stay with the connection until they can leave.</summary>
    public virtual bool CommitsAhead => false;

    /// <summary>Every subflow is given all data: what one of them loses, the others have had or will have.</summary>
    public virtual bool GivesAllToEach => false;

    /// <summary>Names what is next: new data from <see cref="MptcpConnection.NextNew"/> on, or data that went out before.</summary>
    /// <returns>False to wait.</returns>
    public abstract bool TryAssign(MptcpConnection connection, out Assignment next);

    /// <summary>How many octets a subflow takes at once of data that another one has lost.</summary>
    /// <param name="subflow">What <see cref="PacketScheduler.Select"/> has chosen.</param>
    /// <param name="position">Where they begin.</param>
    public abstract long Portion(Subflow subflow, long position);

    /// <summary>Data were given to a subflow, as <see cref="TryAssign"/> asked or again after a loss.</summary>
    public abstract void OnAssigned(MptcpConnection connection, in Assignment done);
}
