using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Assembly;

/// <summary>
/// Says which subscriber opens the next connections of a flow: of a Poisson process any of them, otherwise one after the other.
/// The parallel connections of one arrival are all of one subscriber.
/// </summary>
/// <param name="flow">The flow.</param>
/// <param name="subscribers">All of the class.</param>
/// <param name="stacks">Makes their settings.</param>
/// <param name="chance">Draws the subscriber; null for turns.</param>
internal sealed class SubscriberTurns(FlowPlan flow, IReadOnlyList<Subscriber> subscribers, StackSettings stacks, RandomStream? chance)
{
    private readonly HostSettings?[] _settings = new HostSettings?[subscribers.Count];
    private int _current = -1;
    private int _opened;

    /// <returns>The host, its address on the initial path, and the settings of its socket.</returns>
    public (Host Host, IpAddress Local, HostSettings Settings) Next()
    {
        if (_opened++ % flow.Connections == 0)
        {
            _current = chance?.NextInt(subscribers.Count) ?? (_current + 1) % subscribers.Count;
        }

        var (host, plan) = subscribers[_current];
        var settings = _settings[_current] ??= stacks.Of(plan, flow.Via, flow.Mptcp && plan.Mptcp.Enabled) with { Dscp = (byte)flow.Dscp };
        return (host, InitialPath(plan).V4, settings);
    }

    /// <summary>The first of the flow's accesses that this subscriber has.</summary>
    private InterfacePlan InitialPath(NodePlan plan)
    {
        foreach (var link in flow.Via)
        {
            foreach (var face in plan.Interfaces)
            {
                if (face.Link == link)
                {
                    return face;
                }
            }
        }

        return plan.Interfaces[0];
    }
}
