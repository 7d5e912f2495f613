using Mpsim.Captures;
using Mpsim.Models.Units;
using Mpsim.Scenarios.Plan;
using Mpsim.Sim.Tests.Assembly;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Captures;

public sealed class RunCaptureTests
{
    [Fact]
    public void Every_packet_is_seen_at_both_ends_or_its_loss_is_told_at_the_first()
    {
        using var run = new CapturedRun(SampleScenario.Plan(SmallScenario.Text, "duration=2 s", "links.wlan.queue=8 packets", "links.wlan.loss=1 %"));
        var sent = run.Read("proxy", "gateway").Packets.Where(packet => packet is { Interface: "wlan", Direction: CaptureDirection.Outbound }).ToArray();
        var arrived = run.Read("proxy", "phone").Packets.Where(packet => packet is { Interface: "wlan", Direction: CaptureDirection.Inbound }).ToArray();

        Assert.True(sent.Length > 200);
        Assert.Equal(sent.Where(packet => packet.Comment is null).Select(packet => Convert.ToHexString(packet.Octets)), arrived.Select(packet => Convert.ToHexString(packet.Octets)));
        Assert.Contains(sent, packet => packet.Comment == "dropped by the queue");
        Assert.Contains(sent, packet => packet.Comment == "lost at random");
        Assert.Contains(sent, packet => packet.Comment == "still under way when the run ended");
        Assert.All(arrived, packet => Assert.Null(packet.Comment));
    }

    [Fact]
    public void Packets_of_a_file_are_in_the_order_of_time()
    {
        using var run = new CapturedRun(SampleScenario.Plan(SmallScenario.Text, "duration=1 s"));
        foreach (var node in new[] { "phone", "gateway", "server" })
        {
            var times = run.Read("proxy", node).Packets.Select(packet => packet.Time.Nanoseconds).ToArray();
            Assert.Equal(times.Order(), times);
        }
    }

    [Fact]
    public void Outage_is_told_at_the_packets_that_it_takes()
    {
        using var run = new CapturedRun(SampleScenario.Plan(SmallScenario.Text + "\nevents:\n  - { at: 500 ms, link: wlan, state: down, signal: false }\n", "duration=1 s"));
        Assert.Contains(run.Read("proxy", "gateway").Packets, packet => packet.Comment == "lost in an outage");
    }

    [Fact]
    public void Cut_payload_leaves_headers_whole()
    {
        using var run = new CapturedRun(SampleScenario.Plan(SmallScenario.Text, "duration=500 ms"), extent: new CaptureExtent(10));
        var packets = run.Read("proxy", "phone").Packets.Select(captured => (Octets: captured.Octets.Length, Packet: CapturedRun.Decode(captured))).ToArray();
        Assert.Contains(packets, each => each.Packet.Segment.PayloadLength > 1000);
        Assert.All(packets, each => Assert.Equal(each.Packet.WireLength - Math.Max(0, each.Packet.Segment.PayloadLength - 10), each.Octets));
    }

    [Fact]
    public void Capturing_changes_nothing()
    {
        var plan = SampleScenario.Plan(SmallScenario.Text, "duration=1 s");
        using var captured = new CapturedRun(plan);
        foreach (var run in captured.Result.Runs)
        {
            Assert.Equal(SmallScenario.Make(plan, run.Variant, plan.Seed).Run().Fingerprint, run.Fingerprint);
        }
    }

    [Fact]
    public void Only_the_links_asked_for_are_captured()
    {
        using var folder = new TemporaryFolder();
        var plan = SampleScenario.Plan(SmallScenario.Text, "links.lte.capture=true", "duration=200 ms");
        var variant = plan.Variants[0];
        using (var captures = new RunCapture(folder["c"], "mpsim", "test"))
        {
            new Mpsim.Assembly.Simulation(variant, Mpsim.Assembly.TraceLibrary.Load(plan), 1, 1, null, captures).Run();
            captures.Finish();
        }

        Assert.Equal(["gateway.pcapng", "phone.pcapng"], Directory.GetFiles(folder["c"]).Select(Path.GetFileName).Order());
        Assert.Equal(["lte"], PcapngReader.Read(File.ReadAllBytes(Path.Combine(folder["c"], "phone.pcapng"))).Interfaces);
    }

    [Fact]
    public void Capture_that_is_given_up_leaves_no_file()
    {
        using var folder = new TemporaryFolder();
        using (var captures = new RunCapture(folder["c"], "mpsim", "test"))
        {
            captures.Add("lte", "phone", "gateway", 0);
        }

        Assert.Empty(Directory.GetFiles(folder["c"]));
    }

    [Fact]
    public void Variants_whose_names_differ_in_signs_only_have_folders_of_their_own()
    {
        string[] names = ["a b", "a-b", "a/b"];
        Assert.Equal(3, names.Select(name => CaptureFolder.Of("r", names, name, 1)).Distinct().Count());
    }
}
