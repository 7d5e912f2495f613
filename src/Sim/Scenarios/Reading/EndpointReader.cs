using Mpsim.Models.Wire;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads the MPTCP endpoints of a node.</summary>
internal sealed class EndpointReader(ReadingContext context, IReadOnlyList<InterfacePlan> interfaces)
{
    private EndpointKeys Keys => context.Keys.Endpoint;

    /// <param name="mptcp">The node's MPTCP settings.</param>
    /// <param name="kind">The kind of the node.</param>
    /// <param name="pathManager">The name of its path manager.</param>
    public IReadOnlyList<EndpointPlan> Read(MappingReader mptcp, NodeKind kind, string pathManager)
    {
        var key = context.Keys.Mptcp.Endpoints;
        if (mptcp.Find(key) is null)
        {
            // Linux has none until `ip mptcp endpoint add`; a phone's network service adds one per access, and so do we.
            EndpointFlags? flags = kind == NodeKind.Ue ? EndpointFlags.Subflow : pathManager == "signalled" ? EndpointFlags.Signal : null;
            return flags is null ? [] : [.. interfaces.SelectMany(face => face.Addresses.Select(address => new EndpointPlan(face.Link, address, flags.Value)))];
        }

        var endpoints = new List<EndpointPlan>();
        foreach (var (index, item) in mptcp.Items(key).Index())
        {
            var reader = new MappingReader(item, $"{mptcp.PathOf(key)}.{index}", item.Position, Keys.Group, context.Errors);
            var addresses = Addresses(reader);
            if (addresses.Count > 0)
            {
                var (flags, port) = (Flags(reader), reader.TryRead(Keys.Port, out var given) ? (ushort)given : (ushort?)null);
                endpoints.AddRange(addresses.Select(each => new EndpointPlan(each.Link, each.Address, flags, port)));
            }
        }

        return endpoints;
    }

    /// <summary>The addresses that an entry means: the one it names, or those of its link.</summary>
    private List<(string Link, IpAddress Address)> Addresses(MappingReader endpoint)
    {
        var hasLink = endpoint.TryRead(Keys.Link, out var link);
        var hasAddress = endpoint.TryRead(Keys.Address, out var address);
        var hasFamily = endpoint.TryRead(Keys.Ip, out var family);
        if (!hasLink && !hasAddress)
        {
            endpoint.ReportMissing(Keys.Link);
            return [];
        }

        var all = interfaces.SelectMany(face => face.Addresses.Select(each => (face.Link, Address: each))).ToList();
        var onLink = all.FindAll(each => (!hasLink || each.Link == link) && (!hasAddress || each.Address == address));
        var meant = onLink.FindAll(each => !hasFamily || each.Address.Family == family);
        if (onLink.Count == 0 && hasLink)
        {
            context.Errors.AddUnknown(endpoint.Find(Keys.Link)!.Position, endpoint.PathOf(Keys.Link), "link of this node with that address",
                link, [.. interfaces.Select(face => face.Link)]);
        }
        else if (onLink.Count == 0)
        {
            context.Errors.AddUnknown(endpoint.Find(Keys.Address)!.Position, endpoint.PathOf(Keys.Address), "address of this node",
                address.ToString(), [.. all.Select(each => each.Address.ToString())]);
        }
        else if (meant.Count == 0)
        {
            context.Errors.Add(endpoint.Find(Keys.Ip)!.Position, endpoint.PathOf(Keys.Ip), $"the endpoint has no {Forms.Family.Write(family)} address", Forms.Family.Write(onLink[0].Address.Family));
        }

        return meant;
    }

    private EndpointFlags Flags(MappingReader endpoint)
    {
        var node = endpoint.Find(Keys.Flags);
        if (node is null)
        {
            return EndpointFlags.Subflow;
        }

        var flags = EndpointFlags.None;
        foreach (var item in node is TreeSequence list ? list.Items : [node])
        {
            endpoint.TryRead(item, endpoint.PathOf(Keys.Flags), Keys.Flag, out var flag);
            flags |= flag;
        }

        // Linux: an address that is announced cannot also be the source of a full mesh.
        if (flags.HasFlag(EndpointFlags.Signal | EndpointFlags.FullMesh))
        {
            context.Errors.Add(node.Position, endpoint.PathOf(Keys.Flags), "'signal' and 'fullmesh' exclude each other");
        }

        return flags;
    }
}
