using Mpsim.Models.Proxy;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Assembly;

/// <summary>What the rules of proxies are about: names of a plan as addresses and ports.</summary>
internal sealed class RuleSubjects(VariantPlan variant)
{
    /// <returns>Null where no names stand for all.</returns>
    public List<AddressPrefix>? Subscribers(IReadOnlyList<string> names) => names.Count == 0 ? null : [.. names.SelectMany(AddressesOf)];

    /// <summary>All addresses of a node, or the networks of a class.</summary>
    public IEnumerable<AddressPrefix> AddressesOf(string name) => variant.Class(name) is { } group
        ? group.Template.Interfaces.Select(face => new AddressPrefix(face.V4, SubscriberClassPlan.NetworkLength))
        : variant.Node(name).Interfaces.SelectMany(face => face.Addresses).Select(address => new AddressPrefix(address, address.Width));

    /// <summary>The addresses of UEs on accesses of some types.</summary>
    /// <returns>Null where no types stand for all.</returns>
    public List<AddressPrefix>? Accesses(IReadOnlyList<string> types) => types.Count == 0 ? null :
    [
        .. variant.Nodes.Where(node => node.Kind == NodeKind.Ue).SelectMany(node => node.Interfaces).Where(face => types.Contains(variant.Link(face.Link).Access))
            .SelectMany(face => face.Addresses).Select(address => new AddressPrefix(address, address.Width)),
        .. variant.Population.SelectMany(group => group.Template.Interfaces.Zip(group.Accesses)).Where(each => types.Contains(each.Second.Link.Access))
            .Select(each => new AddressPrefix(each.First.V4, SubscriberClassPlan.NetworkLength)),
    ];

    /// <returns>Null where neither names nor a range stand for all.</returns>
    public List<(ushort First, ushort Last)>? Ports(IReadOnlyList<string> flows, (ushort First, ushort Last)? range)
    {
        if (flows.Count == 0 && range is null)
        {
            return null;
        }

        List<(ushort First, ushort Last)> ports = [.. flows.Select(PortOf)];
        if (range is { } given)
        {
            ports.Add(given);
        }

        return ports;
    }

    /// <summary>The port of a flow, as a range.</summary>
    public (ushort First, ushort Last) PortOf(string flow)
    {
        var port = (ushort)(FlowAssembly.FirstPort + variant.Flows.Index().First(entry => entry.Item.Id == flow).Index);
        return (port, port);
    }
}
