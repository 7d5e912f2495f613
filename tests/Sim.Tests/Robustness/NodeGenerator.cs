using CsCheck;
using Mpsim.Models.Mptcp.Paths;
using Mpsim.Scenarios;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>Random settings of UE, server and gateway.</summary>
internal static class NodeGenerator
{
    private static readonly Gen<string> Buffer = Gen.Frequency(
        (8, Gen.Const("")),
        (2, Gen.Int[4, 64].Select(size => $"{size} KiB")),
        (2, Gen.Int[64, 512].Select(size => $"{size} KiB")),
        (1, Gen.Int[16, 512].Select(size => $"{{ max: {size} KiB }}")));

    private static readonly Gen<string> Tcp = Yaml.Mapping(
        Yaml.Sometimes(60, Yaml.Entry("congestion_control", Yaml.OneOf([.. PluginNames.BuiltIn.CongestionControls]))),
        Yaml.Switch("hystart", 20),
        Yaml.Switch("sack", 15),
        Yaml.Sometimes(30, Yaml.Entry("ecn", "true")),
        Yaml.Sometimes(20, Yaml.Entry("pacing", "true")),
        Yaml.Sometimes(40, Yaml.Entry("fast_open", Yaml.OneOf("client", "server", "both", "both"))),
        Yaml.Switch("fast_open_cookies", 25),
        Yaml.Switch("timestamps", 15),
        Yaml.Switch("window_scale", 15),
        Yaml.Switch("delayed_ack", 20),
        Yaml.Sometimes(20, Yaml.Entry("initial_window", Gen.Int[1, 40].Select(segments => $"{segments}"))),
        Yaml.Entry("receive_buffer", Buffer),
        Yaml.Entry("send_buffer", Buffer),
        Yaml.Sometimes(20, Yaml.Entry("nodelay", "true")));

    private static readonly Gen<string> Profile = Yaml.Sometimes(25, Yaml.Entry("profile", Yaml.OneOf([.. HostProfiles.Names])));

    private static readonly Gen<string> Flags = Yaml.OneOf(
        "[subflow]", "[subflow]", "[subflow, backup]", "[subflow, fullmesh]", "[signal]", "[subflow, signal]", "[backup, signal]");

    private static readonly Gen<string> Limits = Yaml.Mapping(
        Yaml.Entry("subflows", Gen.Int[0, 8].Select(count => $"{count}")),
        Yaml.Entry("add_addr_accepted", Gen.Int[0, 8].Select(count => $"{count}")));

    public static Gen<string> Ue(string[] accesses) => Host("ue", 75, accesses, accesses, endpointsPercent: 40);

    /// <param name="links">The server's own links.</param>
    public static Gen<string> Server(string[] links) => Host("server", 45, links[0] == "core" ? [] : links, links, endpointsPercent: 40);

    public static Gen<string> Gateway(string[] links) => Gen.Frequency(
        (1, Gen.Const("{ kind: router }")),
        (1, Gen.Const("{ kind: proxy, mode: forward }")),
        (1, Yaml.Mapping(Yaml.Entry("kind", "proxy"), Profile, Yaml.Entry("mode", "hybrid"), Yaml.Entry("policy", Yaml.OneOf(
            "[{ capability: tcp, action: take-over }, { action: transparent }]",
            "[{ sessions_below: 2, action: take-over }, { action: transparent }]",
            "[{ until: 3 s, action: transparent }, { ports: 5001-5001, action: take-over }, { action: transparent }]")))),
        (3, Yaml.Mapping(
            Yaml.Entry("kind", "proxy"),
            Profile,
            SteeringGenerator.Mode,
            Yaml.Entry("accept", Yaml.OneOf("at-once", "after-server")),
            Yaml.Sometimes(10, Yaml.Entry("mss_clamp", Gen.Int[500, 1500].Select(size => $"{size} B"))),
            ProxyLoadGenerator.Costs,
            AccessReportGenerator.Reports,
            ProxyLoadGenerator.Protection,
            RateLimitGenerator.Limits,
            PoolingGenerator.Rules,
            Yaml.Sometimes(60, Yaml.Entry("relay_buffer", Gen.Int[4, 256].Select(size => $"{size} KiB"))),
            Yaml.Sometimes(60, Yaml.Entry("tcp", Tcp)),
            Yaml.Sometimes(50, Yaml.Entry("mptcp", Mptcp(links, links, endpointsPercent: 30))))));

    private static Gen<string> Host(string kind, int mptcpPercent, string[] accesses, string[] links, int endpointsPercent) => Yaml.Mapping(
        Yaml.Entry("kind", kind),
        Profile,
        Yaml.Entry("mptcp", Gen.Frequency(
            (100 - mptcpPercent, Gen.Const("false")),
            (mptcpPercent / 3, Gen.Const("true")),
            (mptcpPercent - (mptcpPercent / 3), Mptcp(accesses, links, endpointsPercent)))),
        Yaml.Sometimes(60, Yaml.Entry("tcp", Tcp)));

    private static Gen<string> Mptcp(string[] accesses, string[] links, int endpointsPercent) => Yaml.Mapping(
        Yaml.Sometimes(60, Yaml.Entry("scheduler", Yaml.OneOf([.. PluginNames.BuiltIn.Schedulers]))),
        accesses.Length == 0 ? Gen.Const("") : Yaml.Sometimes(20, Yaml.Entry("priority", Gen.Frequency((3, Gen.Shuffle(accesses, 1, accesses.Length).Select(order => Yaml.List(order))), (1, Gen.Const("price"))))),
        Yaml.Sometimes(20, Yaml.Entry("delay_threshold", Gen.Int[1, 300].Select(milliseconds => $"{milliseconds} ms"))),
        Yaml.Sometimes(20, Yaml.Entry("stale_loss_cnt", Gen.Int[0, 6].Select(count => $"{count}"))),
        Yaml.Sometimes(30, Yaml.Entry("opportunistic_retransmission", "true")),
        Yaml.Switch("penalization", 20),
        accesses.Length == 0 ? Gen.Const("") : Yaml.Sometimes(30, Yaml.Entry("weights", Weights(accesses))),
        Yaml.Sometimes(50, Yaml.Entry("path_manager", Yaml.OneOf([.. PathManagers.Names]))),
        Yaml.Sometimes(30, Yaml.Entry("checksum", "true")),
        Yaml.Switch("allow_join_initial_addr_port", 10),
        Yaml.Sometimes(20, Yaml.Entry("fastclose", Yaml.OneOf("rst", "ack"))),
        Yaml.Sometimes(20, Yaml.Entry("stale_after_timeouts", Gen.Int[1, 6].Select(count => $"{count}"))),
        Yaml.Sometimes(20, Yaml.Entry("add_addr_timeout", Gen.Int[0, 300].Select(time => $"{time} ms"))),
        Yaml.Sometimes(20, Yaml.Entry("syn_retrans_before_tcp_fallback", Gen.Int[0, 4].Select(count => $"{count}"))),
        Yaml.Sometimes(20, Yaml.Entry("blackhole_timeout", Gen.Int[0, 60].Select(time => $"{time} s"))),
        Yaml.Sometimes(endpointsPercent, Yaml.Entry("endpoints", Endpoints(links))),
        Yaml.Sometimes(20, Yaml.Entry("limits", Limits)),
        Yaml.Sometimes(40, Yaml.Entry("data_ack", "32 bit")));

    private static Gen<string> Weights(string[] accesses) => Yaml.Mapping(
        [.. accesses.Select(link => Yaml.Sometimes(80, Yaml.Entry(link, Gen.Int[1, 10].Select(weight => $"{weight}"))))]);

    private static Gen<string> Endpoints(string[] links) => Gen.Select(
        Gen.Shuffle(links, 1, links.Length), Flags.Array[links.Length],
        (order, flags) => Yaml.List(order.Select((link, index) => $"{{ link: {link}, flags: {flags[index]} }}")));
}
