namespace Mpsim.Models.Mptcp.Scheduling;

/// <summary>The subflows in turn, one segment each; one whose window is closed is passed over.</summary>
public sealed class RoundRobinScheduler : PacketScheduler
{
    private int _last = -1;

    public override string Name => "round-robin";

    public override Subflow? Select(MptcpConnection connection)
    {
        var subflows = connection.Subflows;
        for (var i = 1; i <= subflows.Count; i++)
        {
            var index = (_last + i) % subflows.Count;
            if (connection.IsAvailable(index))
            {
                _last = index;
                return subflows[index];
            }
        }

        return null;
    }
}
