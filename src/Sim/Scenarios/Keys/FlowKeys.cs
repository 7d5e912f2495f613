using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of a flow.</summary>
internal sealed class FlowKeys
{
    /// <summary>The ports that an address has for the connections that it opens to another's port: 32,768 to 60,999, as Linux chooses them.</summary>
    public const int MostConnections = 28_232;

    public static readonly ConstantSize DefaultRequest = new(new ByteCount(400));

    public readonly Key<string> From = new("from", new NameForm("the name of a UE or server"), "The node that sends the data or the responses.");

    public readonly Key<string> To = new("to", new NameForm("the name of a UE or server"), "The node that receives them.");

    public readonly Key<TransferKind> Transfer = new("transfer", new ChoiceForm<TransferKind>("transfer",
        [("bulk", TransferKind.Bulk), ("request-response", TransferKind.RequestResponse)]),
        "`bulk`: as fast as it goes; `request-response`: the opener asks, the other side answers, the connection closes.")
    { Default = "bulk" };

    public readonly Key Size = new("size", SizeKeys.Expected, "Bulk: how much is sent over each connection.")
    { Absent = "until `time` or the end of the run" };

    public readonly Key<Duration> Time = new("time", Forms.Span, "Bulk: how long is sent, instead of `size`.")
    { Absent = "until the end of the run" };

    public readonly Key Request = new("request", SizeKeys.Expected, "Request/response: the size of the request.") { Absent = "`400 B`" };

    public readonly Key Response = new("response", SizeKeys.Expected, "Request/response: the size of the response.")
    { Absent = "required for request-response" };

    public readonly Key<Instant> Start = new("start", Forms.Instant, "When the connections open, or when arrivals begin.") { Default = "0 s" };

    public readonly Key<string> OpenedBy = new("opened_by", new NameForm("one of the flow's two ends"), "The end that sends the SYN.")
    { Absent = "the UE, or `to` when both or neither are UEs or the transfer is `request-response`" };

    public readonly Key<int> Connections = new("connections", new IntegerForm(1, MostConnections), "Connections opened together; no address has ports for more of them.") { Default = "1" };

    public readonly Key Arrivals = new("arrivals", "a mapping such as { poisson: 2 per second }", "Openings over time instead of one at `start`.")
    { Absent = "none" };

    public readonly Key Via = new("via", "a list of links", "The links of the UE that the flow may use, the initial path first; a connection that is opened while the interface of that one is down begins on the next that is up. Of a UE that opens plain TCP behind a CPE (a proxy in mode `cpe`), the uplinks that the CPE may use for it; or the link to the CPE, if that is what shares are to be told of.")
    { Absent = "all links of the UE, or uplinks of its CPE, that lead to the other end, in the order of the file, or of `uplinks`" };

    public readonly Key<IpFamilies> Ip = new("ip", Forms.Family, "The IP version on which connections are opened; further subflows may be of either.")
    { Absent = "`v6` where both ends have it on the initial path (RFC 6724), else `v4`" };

    public readonly Key<bool> Mptcp = new("mptcp", Forms.Switch, "Whether the flow asks for MPTCP.") { Absent = "what the opener has" };

    public readonly Key<int> Dscp = new("dscp", new IntegerForm(0, 63),
        "The differentiated services codepoint of the flow's packets; its upper three bits are the class of a `priority` queue. The other end and proxies reflect it.")
    { Default = "0" };

    public readonly Key<Duration> GiveUpAfter = new("give_up_after", Forms.Span,
        "How long the opening application waits without any delivery before it gives a connection up; `connections_aborted` counts it.")
    { Absent = "never" };

    public readonly Key<int> Retries = new("retries", new IntegerForm(0, 1_000),
        "How often a connection that has failed is opened again, over an access that is up, and transfers everything anew.")
    { Default = "0" };

    public readonly Key Proxy = new("proxy", "a protocol such as convert, or a mapping with name and protocol",
        "The proxy that the opener addresses itself, so that its connections end there, and that opens one to the other end in its place.")
    { Absent = "what `nodes.<name>.proxy` of the opener says" };

    public FlowKeys() => Group = new KeyGroup("flows.<name>",
        [From, To, Transfer, Size, Time, Request, Response, Start, OpenedBy, Connections, Arrivals, Via, Ip, Mptcp, Dscp, GiveUpAfter, Retries, Proxy]);

    public KeyGroup Group { get; }

    public IReadOnlyList<Key> OfBulk => [Size, Time];

    public IReadOnlyList<Key> OfRequestResponse => [Request, Response];
}
