namespace Mpsim.Sim.Tests.Congestion;

/// <summary>The property that defines each congestion control, over the whole stack.</summary>
public sealed class CongestionControlTests
{
    /// <summary>A connection with two subflows and a TCP connection behind one bottleneck.</summary>
    private const string SharedBottleneck = """
        nodes:
          phone: { kind: ue, mptcp: true }
          laptop: { kind: ue }
          gateway: { kind: router }
          server: { kind: server, mptcp: true }
        links:
          lte: { between: [phone, gateway], rate: 100 Mbit/s, delay: 10 ms }
          wlan: { between: [phone, gateway], rate: 100 Mbit/s, delay: 10 ms }
          cable: { between: [laptop, gateway], rate: 100 Mbit/s, delay: 10 ms }
          core: { between: [gateway, server], rate: 10 Mbit/s, delay: 20 ms, queue: { discipline: red } }
        flows:
          multipath: { from: server, to: phone, via: [lte, wlan] }
          tcp: { from: server, to: laptop }
        """;

    private const string TwoPaths = """
        nodes:
          phone: { kind: ue, mptcp: true }
          gateway: { kind: router }
          server: { kind: server, mptcp: true }
        links:
          lte: { between: [phone, gateway], rate: 10 Mbit/s, delay: 20 ms, queue: 1000 packets }
          wlan: { between: [phone, gateway], rate: 10 Mbit/s, delay: 20 ms, queue: 1000 packets }
          core: { between: [gateway, server], rate: 1 Gbit/s, delay: 10 ms }
        flows:
          download: { from: server, to: phone, via: [lte, wlan] }
        """;

    private const string LossyLink = """
        nodes:
          phone: { kind: ue }
          gateway: { kind: router }
          server: { kind: server }
        links:
          access: { between: [phone, gateway], rate: 20 Mbit/s, delay: 20 ms, queue: 1000 packets, loss: { down: 1 %, up: 0 % } }
          core: { between: [gateway, server], rate: 1 Gbit/s, delay: 20 ms }
        flows:
          download: { from: server, to: phone }
        """;

    [Theory]
    [InlineData("olia", 0.6, 1.4)]
    [InlineData("balia", 0.7, 1.5)]
    [InlineData("ewtcp", 0.7, 1.4)]
    [InlineData("coupled", 0.4, 1.4)]
    [InlineData("newreno", 1.5, 2.6)]
    public void Share_of_a_common_bottleneck_is_that_of_one_tcp_if_coupled_and_of_two_if_not(string control, double least, double most)
    {
        var trial = Trial.Run(120, SharedBottleneck, $"nodes.server.tcp.congestion_control={control}");

        Assert.InRange(trial.Goodput("multipath") / trial.Goodput("tcp"), least, most);
        Assert.True(trial.Goodput("multipath") + trial.Goodput("tcp") > 8);
    }

    [Fact]
    public void Weighted_vegas_keeps_queues_short_where_lia_fills_them()
    {
        var vegas = Trial.Run(60, TwoPaths, "nodes.server.tcp.congestion_control=wvegas");
        var lia = Trial.Run(60, TwoPaths, "nodes.server.tcp.congestion_control=lia");

        Assert.True(lia.Queue("lte") + lia.Queue("wlan") > 200, $"{lia.Queue("lte")} and {lia.Queue("wlan")}");
        Assert.True(vegas.Goodput("download") > 0.8 * 19.3, $"{vegas.Goodput("download")} Mbit/s, queue {vegas.Queue("lte")}");
        Assert.InRange(vegas.Queue("lte") + vegas.Queue("wlan"), 0.5, 20);
    }

    [Fact]
    public void Fully_coupled_control_leaves_the_path_that_loses_more()
    {
        string[] losses = ["links.lte.loss.down=1 %", "links.lte.loss.up=0 %", "links.wlan.loss.down=0.1 %", "links.wlan.loss.up=0 %"];
        var coupled = Trial.Run(120, TwoPaths, [.. losses, "nodes.server.tcp.congestion_control=coupled"]);
        var apart = Trial.Run(120, TwoPaths, [.. losses, "nodes.server.tcp.congestion_control=newreno"]);

        var share = coupled.GoodputOver("download", "wlan") / coupled.Goodput("download");
        Assert.True(share > 0.9, $"{share}");
        Assert.True(share > apart.GoodputOver("download", "wlan") / apart.Goodput("download") + 0.05);
    }

    [Fact]
    public void Bbr_fills_a_link_that_loses_where_cubic_cannot_and_keeps_its_queue_short()
    {
        var bbr = Trial.Run(30, LossyLink, "nodes.server.tcp.congestion_control=bbr");
        var cubic = Trial.Run(30, LossyLink, "nodes.server.tcp.congestion_control=cubic");

        Assert.InRange(bbr.Goodput("download"), 0.85 * 19.3, 19.3);
        Assert.True(cubic.Goodput("download") < 0.4 * 19.3, $"{cubic.Goodput("download")}");

        // Rate times round trip is 133 packets.
        Assert.InRange(bbr.Queue("access"), 0, 100);
    }

    [Fact]
    public void Bbr_leaves_the_queue_short_that_cubic_fills()
    {
        var bbr = Trial.Run(30, LossyLink, "links.access.loss=0 %", "nodes.server.tcp.congestion_control=bbr");
        var cubic = Trial.Run(30, LossyLink, "links.access.loss=0 %", "nodes.server.tcp.congestion_control=cubic");

        Assert.InRange(bbr.Goodput("download"), 0.9 * 19.3, 19.4);
        Assert.InRange(bbr.Queue("access"), 0, 60);
        Assert.True(cubic.Queue("access") > 250, $"{cubic.Queue("access")}");
    }

    [Fact]
    public void Bbr_on_each_subflow_fills_both_paths()
    {
        var bbr = Trial.Run(30, TwoPaths, "nodes.server.tcp.congestion_control=bbr");

        Assert.InRange(bbr.Goodput("download"), 0.85 * 19.3, 19.4);
        Assert.InRange(bbr.Queue("lte") + bbr.Queue("wlan"), 0, 120);
    }

    [Fact]
    public void Two_bbr_connections_share_a_link()
    {
        var text = LossyLink.Replace("  download: ", "  other: { from: server, to: phone, start: 5 s }\n  download: ", StringComparison.Ordinal);
        var trial = Trial.Run(60, text, "links.access.loss=0 %", "nodes.server.tcp.congestion_control=bbr");

        Assert.InRange(trial.Goodput("other") / trial.Goodput("download"), 0.6, 1.7);
        Assert.InRange(trial.Goodput("other") + trial.Goodput("download"), 0.9 * 19.3, 19.4);
    }

    [Fact]
    public void Subflows_and_both_sides_of_a_proxy_take_marks()
    {
        string[] marks =
        [
            "nodes.gateway={ kind: proxy, tcp: { ecn: true } }", "nodes.server={ kind: server, tcp: { ecn: true } }", "nodes.phone.tcp.ecn=true",
            "links.lte.queue={ discipline: codel, ecn: true }", "links.wlan.queue={ discipline: codel, ecn: true }",
        ];
        var trial = Trial.Run(30, TwoPaths, marks);

        Assert.True(trial.Marks("lte") > 10 && trial.Marks("wlan") > 10, $"{trial.Marks("lte")} and {trial.Marks("wlan")} marks");
        Assert.True(trial["download"].Retransmissions < 10, $"{trial["download"].Retransmissions}");
        Assert.InRange(trial.Goodput("download"), 0.8 * 19.3, 19.4);
    }

    [Fact]
    public void Newreno_gets_what_the_padhye_equation_gives()
    {
        // RFC 5348's equation at 1 % and a round trip of 100 ms, every packet acknowledged: 112 packets a second.
        var trial = Trial.Run(300, LossyLink, "links.core.delay=30 ms", "nodes.server.tcp.congestion_control=newreno", "nodes.phone.tcp.delayed_ack=false");

        Assert.InRange(trial.Goodput("download"), 0.85 * 112 * 1448 * 8 / 1e6, 1.15 * 112 * 1448 * 8 / 1e6);
    }

    [Fact]
    public void Cubic_outgrows_newreno_on_a_long_path_with_few_losses()
    {
        string[] longPath = ["links.core.delay=80 ms", "links.access.rate=200 Mbit/s", "links.access.loss.down=0.01 %"];
        var cubic = Trial.Run(100, LossyLink, [.. longPath, "nodes.server.tcp.congestion_control=cubic"]);
        var reno = Trial.Run(100, LossyLink, [.. longPath, "nodes.server.tcp.congestion_control=newreno"]);

        Assert.True(cubic.Goodput("download") > 1.3 * reno.Goodput("download"), $"{cubic.Goodput("download")}, {reno.Goodput("download")}");
    }

    [Fact]
    public void Pacing_gets_more_out_of_a_short_queue_where_acknowledgements_come_in_bunches()
    {
        string[] shortQueue = ["links.access.loss=0 %", "links.access.queue=20 packets", "links.access.jitter={ up: 30 ms, down: 0 ms }"];
        var paced = Trial.Run(30, LossyLink, [.. shortQueue, "nodes.server.tcp.pacing=true"]);
        var bursts = Trial.Run(30, LossyLink, shortQueue);

        Assert.True(
            paced.Goodput("download") > 1.05 * bursts.Goodput("download"),
            $"{paced.Goodput("download")}, {bursts.Goodput("download")}; {paced["download"].Retransmissions}, {bursts["download"].Retransmissions}");
    }
}
