using Mpsim.Models.Apps;
using Mpsim.Models.Network.Sharing;
using Mpsim.Models.Units;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>What may be expected of a flow's connections, judged from the plan: whether the network lets them end.</summary>
/// <param name="variant">The plan.</param>
/// <param name="fallsIntoBlackhole">
/// A handshake took so long that its MPTCP SYNs were given up; from then on the opener's connections are plain ones for a while.
/// </param>
internal sealed class Prospects(VariantPlan variant, bool fallsIntoBlackhole)
{
    /// <summary>Kind of the TCP-AO option (RFC 5925 section 2.2).</summary>
    private const byte TcpAuthentication = 29;

    /// <summary>From here after a connection is established, its other subflows had the time to open whatever is lost.</summary>
    private static readonly Duration TimeToJoin = Duration.FromSeconds(10);

    /// <summary>The network has taken away what the connection needs, so that it may hang or be given up.</summary>
    public bool MayFail(FlowPlan flow, ConnectionRecord connection) => LeavesTranslator || LosesTranslations || LacksPorts || LosesPatience(flow) || LosesProxy || LosesAddressedProxy(flow) || LosesOwnAddress(flow) ||
        RefusesCookies || LacksSource || LosesUplink || LeavesProxy(flow) || IsDeceived(flow) || (IsMptcp(flow) ? LosesInitialPath(flow, connection) || LosesSubflows(flow) || MeetsInterference(flow) || SharesInterferer(flow) || LosesJoins || LosesPendingJoins || MissesMember || LosesReservations || LosesOnlySubflows(flow) : DepartureOfFirst(flow) != Instant.Never || WaitsForMissingOctets(flow));

    /// <summary>
    /// The end that is not the UE is at the access links itself, and opens the connection from its address on the first of them, whatever
    /// the path to the UE; when that interface goes for good and has an endpoint, the subflows from there are closed.
    /// </summary>
    private bool LosesOwnAddress(FlowPlan flow)
    {
        var own = variant.Links.Where(link => link.EndsAt(flow.OpenedBy)).ToArray();
        return IsMptcp(flow) && flow.ViaNode != flow.OpenedBy && own.Length > 1 && Departure(own[0].Id) != Instant.Never
            && variant.Events.Any(change => change is { Working: false, Signal: true } && change.Link == own[0].Id);
    }

    /// <summary>A session that was answered by SYN cookie counts only when it is brought back, when the limits may grant none any more.</summary>
    private bool RefusesCookies => variant.Nodes.Any(node => node.Proxy is { Protection.SynBacklog: not null } proxy
        && (proxy.Provision is not null || proxy.Costs is { } costs && (costs.Sessions is not null || costs.Memory is not null || costs.AdmitBelow is not null)));

    /// <summary>A proxy that talks with servers from addresses of its own has none to open from while its interface toward them is down: what it has accepted already is reset.</summary>
    private bool LacksSource => variant.Nodes.Any(node => node.Proxy is { Steering.Rewrites: true } && variant.Events.Any(change => change is { Working: false, Signal: true } && variant.Link(change.Link).EndsAt(node.Id)));

    /// <summary>
    /// What a CPE has opened for its UE may be plain TCP, on whichever uplink was up then, and what it does not go on for has one uplink. While its only interface there is down, in
    /// whichever direction, it has no address to open from, and resets what it has accepted.
    /// </summary>
    private bool LosesUplink => variant.Nodes.Any(node => node.IsCpe && (node.Proxy!.Uplinks.Any(link => Departure(link) != Instant.Never)
        || node.Proxy.Uplinks.All(link => variant.Events.Any(change => change is { Working: false, Signal: true } && change.Link == link))));

    /// <summary>
    /// Where some accesses lead past the proxy, packets of another address that leave there while an interface is down meet a server that does not know them; and a session that has
    /// begun there may have no other path.
    /// </summary>
    private bool LeavesProxy(FlowPlan flow) => variant is { HasProxyOffPath: true, Tunnels.Count: 0 } && flow.Proxy is null && variant.Events.Any(change => change.Working == false);

    /// <summary>The initial link leaves for good before there is another subflow.</summary>
    private bool LosesInitialPath(FlowPlan flow, ConnectionRecord connection)
    {
        var gone = DepartureOfFirst(flow);
        return gone != Instant.Never
            && !(!fallsIntoBlackhole && connection.EstablishedAt != Instant.Never && connection.EstablishedAt + TimeToJoin < gone && CanMove(flow));
    }

    /// <summary>
    /// An interface that goes down closes its subflows where there are others. A UE opens them again where it has an endpoint;
    /// a connection that has none left is given up after a minute, as by Linux.
    /// </summary>
    private bool LosesSubflows(FlowPlan flow) => flow.Via.Count > 1 && variant.Events.Any(change =>
        change is { Working: false, Signal: true } && flow.Via.Contains(change.Link) && Departure(change.Link) == Instant.Never && !Reopens(flow, change.Link));

    /// <summary>
    /// An end that closes its subflow in an outage may miss that the other end has closed the connection, which then no subflow can
    /// join to learn it: the transfer is complete, but the close is not seen.
    /// </summary>
    public bool MayCloseUnseen(FlowPlan flow) => IsAttacked(flow) || LeavesTranslator || LosesTranslations || LosesPatience(flow) || LosesProxy || (IsMptcp(flow) && (variant.Events.Any(change => change is { Working: false, Signal: true }) || Interferers.Any()));

    /// <summary>Where a proxy asks the server first, the server has connections of the attacker, and sends data that nobody takes.</summary>
    private bool IsAttacked(FlowPlan flow) => variant.Attacks.Any(attack => attack.Flow == flow.Id);

    /// <summary>
    /// An attacker that sees how far the UE's octets have come at a proxy tells the proxy so in the server's name. Both sides of a session that was taken over within its handshake have the
    /// same numbers, so that the proxy no longer repeats what the server has not got.
    /// </summary>
    private bool IsDeceived(FlowPlan flow) => variant.Attacks.Any(attack => attack.Flow == flow.Id && attack is { Kind: AttackKind.ForgedAddress, Sees: not null })
        && variant.Nodes.Any(node => node.Proxy is { Mode: ProxyMode.Transparent or ProxyMode.Hybrid }) && (flow.From == flow.ViaNode || flow.Transfer == TransferKind.RequestResponse);

    /// <summary>
    /// A box closes subflows midway, on paths of which none may be left; or lets no join through when an outage takes the others; or
    /// puts bytes out of place, without which an application may wait for ever.
    /// </summary>
    private bool MeetsInterference(FlowPlan flow) => IsMptcp(flow) && Interferers.Any() && (variant.Events.Any(change => change.Working == false)
        || Interferers.Any(box => box.From is not null || box.Until is not null || box.Settings.Removed != box.Settings.Inserted || (box.Settings.Box == "rewrite-payload" && UsesChecksums)));

    /// <summary>A join with TCP-AO passes the proxy that has its session, and the server knows nothing of it: after an outage none may come through.</summary>
    private bool LosesJoins => TakesOver && variant.Events.Any(change => change is { Working: false, Signal: true })
        && variant.Links.Any(link => link.Middleboxes.Any(box => box.Settings is { Box: "add-option", OptionKind: TcpAuthentication }));

    /// <summary>
    /// Of more joins than wait for their proof at a proxy the oldest give way; the third ACK of one is answered by RST, and its UE asks again only when
    /// the path has come back. So an outage may leave a connection without any path.
    /// </summary>
    private bool LosesPendingJoins => variant.Events.Any(change => change.Working == false)
        && variant.Nodes.Any(node => node.Proxy?.Protection.PendingJoins < variant.Flows.Sum(flow => MostConnections(flow) * Opener(flow).Mptcp.SubflowLimit));

    /// <summary>A subflow waits for its grant, or is refused beyond what is reserved; a session that has lost its paths meanwhile gets no other.</summary>
    private bool LosesReservations => variant.Events.Any(change => change.Working == false) && variant.Nodes.Any(node => node.Proxy?.Provision is not null);

    /// <summary>A balancer that does not know tokens gives a join to any member of its pool, and most are strangers to its session.</summary>
    private bool MissesMember => variant.Events.Any(change => change.Working == false) && variant.Nodes.Any(node => node.Pool is { Method: not BalancingMethod.Token });

    private static long MostConnections(FlowPlan flow) => flow.Connections * (flow.Retries + 1L) * (flow.Arrivals is { } arrivals ? arrivals.Count ?? int.MaxValue : 1);

    /// <summary>
    /// A box that leaves data without a mapping closes every subflow that passes it, unless there has been one alone; where two share its link, none
    /// may be left.
    /// </summary>
    private bool SharesInterferer(FlowPlan flow) => variant.Links.Any(link => link.Middleboxes.Any(box => Interferers.Contains(box))
        && ((flow.Via.Count > 1 && !flow.Via.Contains(link.Id)) || Opener(flow).Mptcp.PathManager == "ndiffports" || Announces(flow)));

    /// <summary>
    /// A proxy grants a session so few subflows that others were refused, and path managers do not ask again: when the accesses of those that it has go for good, or go without
    /// being opened from again, there is none.
    /// </summary>
    private bool LosesOnlySubflows(FlowPlan flow) => variant.Nodes.Any(node => node.Proxy?.Limits.Any(limit => limit.SubflowsPerSession is not null) == true)
        && (flow.Via.Any(link => Departure(link) != Instant.Never) || variant.Events.Any(change => change is { Working: false, Signal: true } && flow.Via.Contains(change.Link) && !Reopens(flow, change.Link)));

    private bool Announces(FlowPlan flow) => Answers(flow).PathManager == "signalled" || Answers(flow).Endpoints.Any(endpoint => (endpoint.Flags & EndpointFlags.Signal) != 0);

    /// <summary>Where a box takes more out of a request than it puts in, the other end waits for the rest.</summary>
    private bool WaitsForMissingOctets(FlowPlan flow) => flow.Transfer == TransferKind.RequestResponse && Interferers.Any(box => box.Settings.Removed != box.Settings.Inserted);

    /// <summary>A wrong checksum resets the subflow where others were ever open (RFC 8684 section 3.7); when all of them pass the box, none is left.</summary>
    private bool UsesChecksums => variant.Nodes.Any(node => node.Mptcp.Checksum);

    /// <summary>
    /// While an interface is down, what bears its address leaves by another, and returns to the first when that is up again. Where a box on
    /// one of them translates, the other end sees another connection, or sequence numbers that are not its own.
    /// </summary>
    private bool LeavesTranslator => variant.Links.Any(link => link.Middleboxes.Any(box => box.IsNapt || box.Settings.Box is "rewrite-sequence" or "rewrite-payload")) && variant.Events.Any(change => change is { Working: false, Signal: true });

    /// <summary>A proxy crashes, and nobody has the state of its sessions: only a hot standby has, once.</summary>
    private bool LosesProxy => variant.ProxyEvents.GroupBy(change => change.Node).Any(changes =>
        variant.Node(changes.Key).Proxy!.Failure.Kind != ProxyStandby.HotStandby || changes.Count(change => change.Crashes) > 1);

    /// <summary>A NAT gets another address, and what passed it is over.</summary>
    private bool LosesTranslations => variant.NaptEvents.Count > 0;

    /// <summary>Sessions may find no public port, at first or again after an outage.</summary>
    private bool LacksPorts => variant.Nodes.Select(node => node.Proxy?.Sharing).Concat(variant.Links.SelectMany(link => link.Middleboxes).Select(box => box.Sharing)).OfType<SharingPlan>()
        .Any(sharing => sharing.Settings is { PortsPerSubscriber: not null } or { PortsPerAddress: < 100 } or { Blocks: not BlockAllocation.None });

    /// <summary>What is in the way of a proxy that is addressed is told to the application, or found out by waiting for it in vain.</summary>
    private bool LosesAddressedProxy(FlowPlan flow) => flow.Proxy is { } proxy && (!proxy.Fallback || variant.Events.Count > 0 || Interferers.Any());

    /// <summary>The application itself ends what takes too long.</summary>
    private static bool LosesPatience(FlowPlan flow) => flow.GiveUpAfter is not null;

    private IEnumerable<MiddleboxPlan> Interferers => variant.Links.SelectMany(link => link.Middleboxes)
        .Where(box => box.Settings.Box is "strip-mptcp" or "drop-mptcp" or "coalesce" or "rewrite-payload");

    /// <summary>When the link goes down in either direction and stays so.</summary>
    private Instant Departure(string link)
    {
        var gone = Instant.Never;
        foreach (var change in variant.Events.Where(change => change.Link == link && change.Working is not null))
        {
            gone = change.Working == false ? Instant.Min(gone, change.At) : Instant.Never;
        }

        return gone;
    }

    private bool IsMptcp(FlowPlan flow) => (flow.Mptcp || flow.LanLink is not null) && (NodeOf(flow.Other).Mptcp.Enabled || TakesOver);

    private bool TakesOver => variant.Nodes.Any(node => node.Proxy is { Mode: not (ProxyMode.Forward or ProxyMode.Cpe) } && node.Mptcp.Enabled);

    /// <summary>The node that opens the subflows: a CPE does so for what is behind it.</summary>
    private NodePlan Opener(FlowPlan flow) => NodeOf(flow.LanLink is null ? flow.OpenedBy : flow.ViaNode);

    /// <summary>A node, or what all of a class of subscribers have in common.</summary>
    private NodePlan NodeOf(string id) => variant.Class(id)?.Template ?? variant.Node(id);

    /// <summary>When a link goes for good on which a connection of the flow may begin; those of subscribers never do.</summary>
    private Instant DepartureOfFirst(FlowPlan flow) => FirstLinks(flow).Select(Departure).Append(Instant.Never).Min();

    /// <summary>A connection begins on the first link of its flow whose interface is up.</summary>
    private IEnumerable<string> FirstLinks(FlowPlan flow)
    {
        var down = flow.ViaNode != flow.OpenedBy ? 0 : flow.Via.TakeWhile(link => variant.Events.Any(change => change is { Working: false, Signal: true } && change.Link == link)).Count();
        return flow.Via.Take(down + 1);
    }

    /// <summary>The UE opens subflows, and wherever a connection begins has an endpoint on another link that stays.</summary>
    private bool CanMove(FlowPlan flow) => !IsDeafTo(flow) && FirstLinks(flow).All(first => flow.Via.Where(link => link != first) is var others
        && others.All(link => Departure(link) == Instant.Never) && others.Any(link => Reopens(flow, link)));

    /// <summary>With one subflow at a time, an end that only receives does not notice a failure that nobody signals.</summary>
    private bool IsDeafTo(FlowPlan flow) => Opener(flow).Mptcp.PathManager == "single"
        && variant.Events.Any(change => change is { Working: false, Signal: false } && FirstLinks(flow).Contains(change.Link));

    /// <summary>The MPTCP settings of the end that the opener's connections meet.</summary>
    private MptcpPlan Answers(FlowPlan flow) =>
        flow.Proxy is { } addressed ? variant.Node(addressed.Proxy).Mptcp : (variant.Nodes.FirstOrDefault(node => TakesOverTo(node, NodeOf(flow.Other))) ?? NodeOf(flow.Other)).Mptcp;

    private static bool TakesOverTo(NodePlan node, NodePlan server) => node.Mptcp.Enabled
        && (node.Proxy is { Mode: ProxyMode.TakeOver } || (node.Proxy is { Mode: ProxyMode.Transparent or ProxyMode.Hybrid } && !server.Mptcp.Enabled));

    private bool Reopens(FlowPlan flow, string link)
    {
        var opener = Opener(flow);
        var isEveryLink = opener.Mptcp.PathManager is not ("ndiffports" or "signalled");
        return (opener.Kind == NodeKind.Ue || opener.IsCpe) && opener.Mptcp.SubflowLimit > 0 && (isEveryLink || link == flow.Via[0]) && Answers(flow).JoinsToInitialAddress
            && opener.Mptcp.Endpoints.Any(endpoint => endpoint.Link == link && endpoint.Address.Family == flow.Family && (endpoint.Flags & (EndpointFlags.Subflow | EndpointFlags.FullMesh)) != 0);
    }
}
