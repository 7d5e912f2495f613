using Mpsim.Results;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

/// <summary>A proxy goes by the types of accesses that were reported to it.</summary>
public class AccessReportTests
{
    private const string Text = """
        name: Reports
        duration: 8 s
        nodes:
          phone:   { kind: ue, mptcp: true }
          gateway:
            kind: proxy
            mptcp: { scheduler: strict-priority }
            access_reports: { delay: 200 ms, order: [wlan, lte, third-party-wlan] }
          server:  { kind: server }
        links:
          wifi: { between: [phone, gateway], access: wlan, rate: 40 Mbit/s, delay: 8 ms, queue: 150 packets }
          cell: { between: [phone, gateway], access: lte, rate: 30 Mbit/s, delay: 30 ms, queue: 300 packets }
          core: { between: [gateway, server], rate: 8 Mbit/s, delay: 10 ms, queue: 50 packets }
        flows:
          video: { from: server, to: phone, via: [wifi, cell] }
        events:
          - { at: 4 s, link: wifi, access: third-party-wlan }
        """;

    [Theory]
    [InlineData(0, 0, 20)]
    [InlineData(200, 170, 240)]
    [InlineData(2_000, 1_900, 2_200)]
    public void Octets_go_by_the_dear_access_until_its_report_has_arrived(int milliseconds, int least, int most)
    {
        var run = Run($"nodes.gateway.access_reports.delay={milliseconds} ms");

        // 8 Mbit/s are a kilobyte each millisecond.
        Assert.InRange(run.Proxies[0].Reports!.MisjudgedOctets, least * 1000, most * 1000);
        Assert.InRange(run.Flows[0].ShareOf("cell")!.Value, 0.3 * (4_000 - milliseconds) / 4_000, 0.55);
    }

    [Fact]
    public void Policy_passes_sessions_of_an_access_as_it_was_reported()
    {
        string[] hybrid = ["nodes.gateway.mode=hybrid", "nodes.gateway.policy=[{ access: third-party-wlan, action: pass }, { action: take-over }]"];
        string[] flow = ["duration=6 s", "flows.video.time=1 s", "flows.video.start=5 s"];

        Assert.Equal((0, 1), Sessions(Run([.. hybrid, .. flow])));
        Assert.Equal((1, 0), Sessions(Run([.. hybrid, .. flow, "nodes.gateway.access_reports.delay=2 s"])));
    }

    [Theory]
    [InlineData("nodes.gateway.access_reports.order=[wlan, lt]", "nodes.gateway.access_reports.order.1", "no type of access 'lt'")]
    [InlineData("nodes.gateway.access_reports.order=[lte, lte]", "nodes.gateway.access_reports.order.1", "twice")]
    [InlineData("nodes.gateway.access_reports.from=phone", "nodes.gateway.access_reports.from", "phone")]
    [InlineData("nodes.gateway.access_reports.loss=120 %", "nodes.gateway.access_reports.loss", "120")]
    public void Mistake_in_reports_is_located(string change, string path, string message)
    {
        var error = SampleScenario.OnlyError(SampleScenario.Read(Text, change));

        Assert.Equal(path, error.KeyPath);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    private static (int TakenOver, int Passed) Sessions(RunResult run) => (run.Flows[0].Sessions!.TakenOver, run.Flows[0].Sessions!.Passed);

    private static RunResult Run(params string[] overrides) => SmallScenario.Make(SampleScenario.Plan(Text, overrides)).Run();
}
