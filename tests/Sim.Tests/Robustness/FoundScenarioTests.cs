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

    private static void Try(string text) => ScenarioTrial.RunTwice(new RandomScenario(text));
}
