using Mpsim.Models.Hosts;
using Mpsim.Scenarios;
using Mpsim.Sim.Tests.Assembly;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>Scenarios that random ones have brought to light, reduced to what it takes.</summary>
public sealed class FoundScenarioTests
{
    [Fact]
    public void Upload_whose_time_is_over_before_the_handshake_completes_without_a_byte() => Try("""
        name: No time to send
        duration: 400 s
        nodes: { phone: { kind: ue }, server: { kind: server } }
        links: { lte: { between: [phone, server], rate: 1 Mbit/s, delay: 60 ms } }
        flows: { upload: { from: phone, to: server, time: 100 ms } }
        """);

    [Fact]
    public void Server_whose_only_interface_was_down_for_a_while_keeps_its_connections() => Try("""
        name: Blip of the core
        duration: 400 s
        nodes: { phone: { kind: ue, mptcp: true }, gateway: { kind: router }, server: { kind: server, mptcp: true } }
        links:
          lte: { between: [phone, gateway], rate: 1 Mbit/s, delay: 40 ms }
          wlan: { between: [phone, gateway], rate: 2 Mbit/s, delay: 10 ms }
          core: { between: [gateway, server], rate: 10 Mbit/s, delay: 10 ms }
        flows: { download: { from: server, to: phone, size: 1 MB } }
        events:
          - { at: 1 s, link: core, state: down, signal: true }
          - { at: 1.5 s, link: core, state: up, signal: true }
        """);

    /// <summary>The redundant scheduler knows what the SYN has carried; a peer that takes nothing of it and no MPTCP either gets it once more, and not twice.</summary>
    [Fact]
    public void Data_of_a_syn_that_come_to_nothing_go_once_more_under_the_redundant_scheduler() => Try("""
        name: Data of the SYN are not taken
        duration: 400 s
        nodes:
          phone: { kind: ue, mptcp: false }
          server: { kind: server, mptcp: { scheduler: redundant }, tcp: { fast_open: client, fast_open_cookies: false } }
        links: { lte: { between: [phone, server], rate: 1 Mbit/s, delay: 27 ms } }
        flows: { request: { from: phone, to: server, transfer: request-response, request: 20 kB, response: 20 kB } }
        """);

    /// <summary>
    /// Almost every round trip of the WLAN ends in a timeout, and some are measured across several: what the WLAN holds back
    /// must not keep LTE, which loses nothing, waiting for the WLAN's next timeout.
    /// </summary>
    [Fact]
    public void Download_over_a_wlan_that_hardly_works_goes_on_over_lte()
    {
        var plan = ScenarioReader.Read(Repository.PathTo("scenarios", "lossy-wlan.yaml"), ["duration=10 min"], PluginNames.BuiltIn).Plan!;
        for (var run = 1; run <= 3; run++)
        {
            var flow = SmallScenario.Make(plan, "edge of cell", plan.Seed, run).Run().Flows[0];
            Assert.InRange(flow.LongestGap.Milliseconds, 0, 2_000);
            Assert.True(flow.GoodputMbps > 18, $"run {run}: {flow.GoodputMbps} Mbit/s");
        }
    }

    /// <summary>With a sampler the run is cut into parts; that must not change which of two events of the same nanosecond comes first.</summary>
    [Fact]
    public void Run_that_is_sampled_is_the_same_run() => ScenarioTrial.RunTwice(new RandomScenario("""
        name: Cut into parts
        duration: 900 s
        sample_interval: 2 s
        nodes:
          phone: { kind: ue, mptcp: { scheduler: weighted, stale_loss_cnt: 3, weights: { lte: 1 }, allow_join_initial_addr_port: false, fastclose: rst, blackhole_timeout: 58 s, data_ack: 32 bit }, tcp: { congestion_control: newreno } }
          server: { kind: server, profile: linux-6.18, mptcp: { scheduler: strict-priority, path_manager: ndiffports, add_addr_timeout: 152 ms } }
        links:
          lte: { between: [phone, server], rate: 93.392 Mbit/s, delay: 4 ms, queue: 17 packets, trace: { file: lte.csv, direction: down } }
        flows:
          flow1: { from: phone, to: server, size: 86 kB, start: 1093 ms, arrivals: { every: 380 ms, until: 5748 ms, count: 4 } }
        events:
          - { at: 3853 ms, link: lte, delay: 175 ms }
          - { at: 256 ms, link: lte, delay: 77 ms }
        """, new RandomTrace("lte.csv", "seconds,rate_mbps\n0.00,0\n0.25,0\n0.50,5\n")));

    /// <summary>What a data-level timeout had put aside for another subflow was sent again on the only one, after fallback, where it is new data.</summary>
    [Fact]
    public void Data_that_wait_for_another_subflow_are_not_sent_twice_after_fallback() => Try("""
        name: Fallback with something put aside
        duration: 900 s
        nodes:
          phone: { kind: ue, mptcp: true, tcp: { receive_buffer: 56 KiB, send_buffer: 62 KiB } }
          gateway: { kind: proxy, accept: after-server, tcp: { congestion_control: coupled, sack: false }, mptcp: { scheduler: ecf, stale_loss_cnt: 3, checksum: true, endpoints: [{ link: lte, flags: [backup, signal] }] } }
          server: { kind: server, tcp: { congestion_control: olia, hystart: false, pacing: true, delayed_ack: false, send_buffer: { max: 440 KiB } } }
        links:
          lte: { between: [phone, gateway], rate: { down: 1.728 Mbit/s, up: 0.361 Mbit/s }, delay: 88 ms, queue: 124 kB, loss: 0.551 %, middleboxes: [{ box: strip-mptcp, on: data, direction: down }] }
          wlan: { between: [phone, gateway], rate: { down: 0.511 Mbit/s, up: 4.145 Mbit/s }, delay: 33 ms, queue: 5 packets, loss: { model: gilbert-elliott, p: 0.166 %, r: 63.532 %, loss_bad: 21.933 % } }
          dsl: { between: [phone, gateway], rate: { down: 40.36 Mbit/s, up: 11.639 Mbit/s }, delay: 96 ms, queue: 162 kB, loss: 0.062 % }
          core: { between: [gateway, server], rate: 100.925 Mbit/s, delay: 23 ms, queue: 271 packets }
        flows: { flow1: { from: server, to: phone, transfer: request-response, response: 46 kB, arrivals: { poisson: 3.57 per second, until: 7989 ms, count: 3 } } }
        events:
          - { at: 760 ms, link: wlan, rate: 10.944 Mbit/s }
          - { at: 554 ms, link: core, state: down }
          - { at: 629 ms, link: core, state: up }
        """);

    /// <summary>The response is complete when the WLAN goes without a signal; the close goes by LTE.</summary>
    [Fact]
    public void Connection_over_one_path_at_a_time_closes_when_the_path_is_gone_after_the_last_byte() => Try("""
        name: Close after the path is gone
        duration: 400 s
        nodes:
          phone: { kind: ue, mptcp: { path_manager: single } }
          server: { kind: server, mptcp: true }
        links:
          wlan: { between: [phone, server], rate: 20 Mbit/s, delay: 70 ms }
          lte: { between: [phone, server], rate: 8 Mbit/s, delay: 50 ms }
        flows: { download: { from: server, to: phone, size: 17 kB, via: [wlan, lte] } }
        events:
          - { at: 360 ms, link: wlan, state: down }
        """);

    /// <summary>The box leaves the mapping of 1,324 octets on the first piece, and the last octet comes alone.</summary>
    [Fact]
    public void Segment_of_which_one_octet_is_cut_off_without_its_mapping_is_delivered() => Try("""
        name: One octet alone
        duration: 400 s
        nodes: { phone: { kind: ue, mptcp: true }, server: { kind: server, mptcp: true } }
        links:
          lte: { between: [phone, server], rate: 1 Mbit/s, delay: 28 ms, mtu: 1404, middleboxes: [{ box: split, size: 1323 B, dss: lost, direction: down }] }
          wlan: { between: [phone, server], rate: 1 Mbit/s, delay: 115 ms }
        flows: { download: { from: server, to: phone, size: 30 kB } }
        """);

    /// <summary>The WLAN falls silent while all data outstanding are delivered by LTE; ECF must not wait for the WLAN, whose timeouts pass.</summary>
    [Fact]
    public void Earliest_completion_first_does_not_wait_for_a_path_that_no_longer_answers() => Try("""
        name: Waiting for the silent
        duration: 900 s
        nodes:
          phone: { kind: ue, mptcp: { scheduler: weighted, penalization: false }, tcp: { pacing: true, nodelay: true } }
          gateway: { kind: proxy, mode: take-over, accept: after-server, tcp: { send_buffer: 12 KiB }, mptcp: { scheduler: ecf, stale_loss_cnt: 5, penalization: false, path_manager: in-order, fastclose: ack } }
          server: { kind: server, mptcp: { scheduler: redundant, limits: { subflows: 2, add_addr_accepted: 1 }, data_ack: 32 bit }, tcp: { congestion_control: wvegas, sack: false, delayed_ack: false, receive_buffer: 8 KiB, nodelay: true } }
        links:
          lte: { between: [phone, gateway], rate: 0.246 Mbit/s, delay: 143 ms, queue: { discipline: pie, limit: 320 packets, ecn: true }, mtu: 1156 }
          wlan: { between: [phone, gateway], rate: 1.885 Mbit/s, delay: 15 ms, queue: 474 packets, loss: 1.936 %, mtu: 974 }
          core: { between: [gateway, server], rate: 612.35 Mbit/s, delay: 13 ms, queue: 24 packets }
        flows:
          flow1: { from: server, to: phone, transfer: request-response, response: 88 kB, arrivals: { poisson: 0.958 per second, until: 7053 ms, count: 7 } }
          flow2: { from: server, to: phone, size: 1740 B, via: [lte] }
        events:
          - { at: 1829 ms, link: wlan, state: down }
          - { at: 2150 ms, link: core, state: down }
          - { at: 6018 ms, link: core, state: up }
        """);

    /// <summary>The WLAN goes between two pieces of a mapping: the first is acknowledged on the subflow and not delivered.</summary>
    [Fact]
    public void First_piece_of_a_checked_mapping_whose_path_goes_before_the_second_comes_again_on_the_other_path() => Try("""
        name: Half a mapping
        duration: 900 s
        nodes:
          phone: { kind: ue, mptcp: { delay_threshold: 291 ms, checksum: true, stale_after_timeouts: 5, limits: { subflows: 1, add_addr_accepted: 6 }, data_ack: 32 bit }, tcp: { ecn: true, initial_window: 23, nodelay: true } }
          server: { kind: server, mptcp: true }
        links:
          lte: { between: [phone, server], rate: { down: 6.996 Mbit/s, up: 14.436 Mbit/s }, delay: 119 ms, queue: 126 packets, loss: { model: gilbert-elliott, p: 1.617 %, r: 60.335 %, loss_bad: 16.764 % }, mtu: 1318, down: { delay: 43 ms, loss: { model: gilbert-elliott, p: 0.361 %, r: 47.852 %, loss_good: 0.043 %, loss_bad: 16.285 % }, queue: 443 packets } }
          wlan: { between: [phone, server], rate: { down: 7.491 Mbit/s, up: 35.31 Mbit/s }, delay: 41 ms, jitter: 0 ms, queue: 9 packets, mtu: 1365, middleboxes: [{ box: split, size: 1358 B }, { box: split, size: 834 B, dss: lost }] }
          dsl: { between: [phone, server], rate: 1.461 Mbit/s, delay: 87 ms, jitter: 10 ms, queue: { discipline: codel, limit: 370 packets, ecn: false }, loss: { model: gilbert-elliott, p: 0.083 %, r: 55.869 %, loss_bad: 48.028 % }, mtu: 1292 }
        flows: { flow1: { from: server, to: phone, size: 41 kB, arrivals: { every: 1398 ms, until: 4357 ms, count: 6 } } }
        events:
          - { at: 3567 ms, link: wlan, state: down }
        """);

    /// <summary>
    /// Three joins come at once, and the proxy has room for the proof of one: the others are answered by RST. Then the first path goes and returns, and
    /// again one join gets through. What has no path is given up after a minute, and only that.
    /// </summary>
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 0)]
    public void Connections_whose_joins_give_way_to_others_are_given_up_and_those_with_room_go_on(int room, int givenUp)
    {
        var text = $$"""
            name: Joins at the same time
            duration: 400 s
            nodes:
              phone: { kind: ue, mptcp: true }
              gateway: { kind: proxy, accept: after-server, standby: hot, protection: { pending_joins: {{room}} } }
              server: { kind: server }
            links:
              wlan: { between: [phone, gateway], rate: 20 Mbit/s, delay: 20 ms }
              lte: { between: [phone, gateway], rate: 5 Mbit/s, delay: 60 ms }
              core: { between: [gateway, server], rate: 1 Gbit/s, delay: 10 ms }
            flows: { download: { from: server, to: phone, size: 2 MB, connections: 3, via: [wlan, lte] } }
            events:
              - { at: 1 s, link: wlan, state: down, signal: true }
              - { at: 1.5 s, node: gateway, state: crash }
              - { at: 2 s, link: wlan, state: up, signal: true }
            """;
        Try(text);

        var simulation = SmallScenario.Make(SampleScenario.Plan(text));
        simulation.Run();
        var connections = simulation.Flows[0].Connections;

        Assert.Equal(givenUp, connections.Count(connection => connection.Abortion == AbortReason.TimedOut));
        Assert.Equal(3 - givenUp, connections.Count(connection => connection.IsComplete));
    }

    /// <summary>Both sessions are promised by SYN cookie, and there is room for one: the proxy itself says so to the other, and the server, which is far, never hears of it.</summary>
    [Fact]
    public void Session_that_a_cookie_brings_back_beyond_the_limit_is_reset_by_the_proxy()
    {
        var simulation = SmallScenario.Make(SampleScenario.Plan("""
            name: Cookies beyond the limit
            duration: 100 s
            nodes:
              phone: { kind: ue, mptcp: true }
              gateway: { kind: proxy, protection: { syn_backlog: 0 }, costs: { sessions: 1 } }
              server: { kind: server }
            links:
              lte: { between: [phone, gateway], rate: 20 Mbit/s, delay: 10 ms }
              core: { between: [gateway, server], rate: 100 Mbit/s, delay: 200 ms }
            flows: { download: { from: server, to: phone, size: 100 kB, connections: 2 } }
            """));
        simulation.Run();
        var refused = Assert.Single(simulation.Flows[0].Connections, connection => connection.Abortion == AbortReason.Reset);

        Assert.Single(simulation.Flows[0].Connections, connection => connection.IsComplete);
        Assert.InRange((refused.AbortedAt - refused.EstablishedAt).Milliseconds, 20, 30);
    }

    /// <summary>The gateway takes the sessions over that the phone opens to the converter, whose port is that of no flow.</summary>
    [Fact]
    public void Proxy_on_the_way_to_a_proxy_that_is_addressed_relays_what_is_sent_there() => Try("""
        name: Two proxies
        duration: 400 s
        nodes:
          phone: { kind: ue, mptcp: true, proxy: { name: converter, data_in_syn: false } }
          gateway: { kind: proxy }
          hub: { kind: router }
          converter: { kind: proxy, services: { late_messages: true } }
          server: { kind: server }
        links:
          lte: { between: [phone, gateway], rate: 5 Mbit/s, delay: 20 ms }
          core: { between: [gateway, hub], rate: 100 Mbit/s, delay: 5 ms }
          rack: { between: [hub, converter], rate: 100 Mbit/s, delay: 1 ms }
          exit: { between: [hub, server], rate: 100 Mbit/s, delay: 5 ms }
        flows: { pages: { from: server, to: phone, transfer: request-response, response: 20 kB, connections: 3 } }
        """);

    /// <summary>The attacker knows the server of a flow that the CPE has gone on for.</summary>
    [Fact]
    public void Attack_on_a_flow_from_behind_a_cpe_has_a_target() => Try("""
        name: Attack behind a CPE
        duration: 400 s
        nodes:
          mallory: { kind: attacker }
          phone: { kind: ue }
          home: { kind: proxy, mode: cpe, uplinks: [lte] }
          gateway: { kind: proxy }
          server: { kind: server }
        links:
          lan: { between: [phone, home], rate: 100 Mbit/s, delay: 1 ms }
          lte: { between: [home, gateway], rate: 10 Mbit/s, delay: 20 ms }
          core: { between: [gateway, server], rate: 100 Mbit/s, delay: 10 ms }
          air: { between: [mallory, gateway], rate: 10 Mbit/s, delay: 5 ms }
        attacks: { harm: { kind: replay, sees: lte, from: mallory, flow: pages, rate: 20 per second, start: 1 s, until: 5 s } }
        flows: { pages: { from: server, to: phone, transfer: request-response, response: 20 kB, arrivals: { every: 500 ms, count: 8 } } }
        """);

    /// <summary>A SYN with data is repeated after the NAT has another address, so that the server's application reads them twice (RFC 7413 section 2.1).</summary>
    [Fact]
    public void Data_of_a_syn_that_comes_from_two_addresses_are_read_twice_and_the_transfer_goes_on()
    {
        var text = """
            name: SYN from two addresses
            duration: 400 s
            nodes:
              phone: { kind: ue, tcp: { fast_open: client, fast_open_cookies: false } }
              server: { kind: server, tcp: { fast_open: server, fast_open_cookies: false } }
            links:
              lte: { between: [phone, server], rate: 5 Mbit/s, delay: 20 ms, middleboxes: [{ box: napt, forward: phone }] }
            flows: { upload: { from: phone, to: server, size: 20 kB } }
            events:
              - { at: 30 ms, link: lte, state: down, direction: down }
              - { at: 500 ms, napt: lte, address: 10.99.0.1 }
              - { at: 700 ms, link: lte, state: up, direction: down }
            """;
        var simulation = SmallScenario.Make(SampleScenario.Plan(text));
        simulation.Run();

        Assert.Equal(2, Assert.Single(simulation.Ledger.Streams).Receivers);
        Assert.True(Assert.Single(simulation.Flows[0].Connections).IsComplete);
    }

    private static void Try(string text) => ScenarioTrial.RunTwice(new RandomScenario(text));
}
