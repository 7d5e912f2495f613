using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of a node's TCP settings.</summary>
internal sealed class TcpKeys
{
    /// <summary>The defaults follow Linux: the upper ends of <c>tcp_rmem</c> and <c>tcp_wmem</c>.</summary>
    public const string ReceiveLimit = "6 MiB";

    public const string SendLimit = "4 MiB";

    public readonly Key<string> CongestionControl;

    public readonly Key<bool> HyStart = new("hystart", Forms.Switch, "Whether CUBIC may leave slow start by HyStart, as Linux does.")
    { Default = "true" };

    public readonly Key<bool> Sack = new("sack", Forms.Switch, "Selective acknowledgements (RFC 2018).") { Default = "true" };

    public readonly Key<bool> Timestamps = new("timestamps", Forms.Switch, "Timestamps (RFC 7323).") { Default = "true" };

    public readonly Key<bool> WindowScale = new("window_scale", Forms.Switch, "Window scaling (RFC 7323); without it no window exceeds 64 KiB.")
    { Default = "true" };

    public readonly Key<bool> DelayedAck = new("delayed_ack", Forms.Switch, "Whether the receiver may delay acknowledgements.") { Default = "true" };

    public readonly Key<int> InitialWindow = new("initial_window", new IntegerForm(1, 1_000), "The initial window in segments (RFC 6928).")
    { Default = "10" };

    public readonly Key<bool> Ecn = new("ecn", Forms.Switch, "Explicit Congestion Notification (RFC 3168), asked for and accepted; links mark with `queue: { …, ecn: true }`.")
    { Default = "false" };

    public readonly Key<bool> Pacing = new("pacing", Forms.Switch, "Whether data leave at a rate rather than a window at once; `bbr` always paces.")
    { Default = "false" };

    public readonly Key<FastOpenPlan> FastOpen = new("fast_open", new ChoiceForm<FastOpenPlan>("side of Fast Open",
        [("off", FastOpenPlan.Off), ("client", FastOpenPlan.Client), ("server", FastOpenPlan.Server), ("both", FastOpenPlan.Both)]),
        "TCP Fast Open (RFC 7413): as `client`, connections whose opener writes first carry those data in the SYN; as `server`, they are taken and answered before the handshake is done.")
    { Default = "off" };

    public readonly Key<bool> FastOpenCookies = new("fast_open_cookies", Forms.Switch,
        "Whether Fast Open needs a cookie, which the first connection between two addresses asks for and later ones show; without, the client sends data at once and the server takes them from anyone.")
    { Default = "true" };

    public readonly Key ReceiveBuffer = new("receive_buffer", "auto, a size such as 512 KiB, or { max: size }",
        "The receive buffer: tuned by the connection up to the limit of Linux or the given `max`, or of fixed size.")
    { Absent = $"`auto`, at most {ReceiveLimit}" };

    public readonly Key SendBuffer = new("send_buffer", "auto, a size such as 512 KiB, or { max: size }",
        "The send buffer, likewise.")
    { Absent = $"`auto`, at most {SendLimit}" };

    public readonly Key<bool> NoDelay = new("nodelay", Forms.Switch, "Switches the Nagle algorithm off, as TCP_NODELAY does.") { Default = "false" };

    public TcpKeys(PluginNames names)
    {
        CongestionControl = new Key<string>("congestion_control", Forms.NamesOf("congestion control", names.CongestionControls),
            "The congestion control of connections and subflows; `lia`, `olia`, `balia`, `wvegas`, `coupled` and `ewtcp` couple the subflows of a connection and are `newreno` on one without MPTCP.")
        { Default = names.CongestionControls[0] };
        Group = new KeyGroup("nodes.<name>.tcp",
            [CongestionControl, HyStart, Sack, Timestamps, WindowScale, DelayedAck, InitialWindow, Ecn, Pacing, FastOpen, FastOpenCookies, ReceiveBuffer, SendBuffer, NoDelay]);
    }

    public KeyGroup Group { get; }
}
