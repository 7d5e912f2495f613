using Mpsim.Assembly;
using Mpsim.Models.Hosts;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Plan;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>What the paths of a socket count is what a capture at their end has, also for the first and the last segments of a connection.</summary>
public sealed class PathRecordTests
{
    private const string Text = """
        name: Requests
        duration: 2 s
        nodes:
          phone:   { kind: ue, mptcp: true }
          server:  { kind: server, mptcp: true }
        links:
          lte:  { between: [phone, server], rate: 1 Gbit/s, delay: 30 ms }
          wlan: { between: [phone, server], rate: 1 Gbit/s, delay: 30 ms }
        flows:
          requests: { from: server, to: phone, transfer: request-response, request: 400 B, response: 1000 B, via: [lte, wlan] }
        """;

    [Fact]
    public void Octets_of_every_path_are_those_of_its_packets_joins_included()
    {
        using var folder = new TemporaryFolder();
        var run = Observe(folder, "flows.requests.response=1 MB");
        var paths = run.Sockets.SelectMany(socket => socket.Socket.Paths).ToArray();
        Assert.Equal(4, paths.Length);
        Assert.All(paths, path =>
        {
            Assert.Equal(Captured(run, path, false).Sum(packet => (long)packet.WireLength), path.WireBytesReceived);
            Assert.Equal(Captured(run, path, true).Sum(packet => (long)packet.WireLength), path.WireBytesSent);
        });
    }

    [Fact]
    public void Segment_over_which_the_connection_closes_acknowledges_data_all_the_same()
    {
        // The phone's DATA_FIN acknowledges the response as well. It comes after 150 ms, and closes the server's subflow, whose FIN is answered after 210 ms.
        using var folder = new TemporaryFolder();
        var run = Observe(folder, "duration=180 ms");
        var path = run.Sockets.Single(socket => socket.Socket.Host.Name == "server").Socket.Paths[0];
        Assert.Equal(path.Tcp.SndUna, Captured(run, path, false)[^1].Segment.Ack);
        Assert.Equal(path.Tcp.SndUna + 1, path.Tcp.SndNxt);
    }

    private static ObservedRun Observe(TemporaryFolder folder, params string[] overrides)
    {
        var plan = SampleScenario.Plan(Text, overrides);
        return new ObservedRun(plan.Base, TraceLibrary.Load(plan), 1, new CaptureExtent(0), folder.Path);
    }

    private static List<Packet> Captured(ObservedRun run, SocketPath path, bool outbound)
    {
        var vantage = Vantage.Of(run.Variant).Single(each => each.Node == path.Socket.Host.Name);
        var (from, to) = outbound ? (path.Local, path.Remote) : (path.Remote, path.Local);
        return [.. run.Read(vantage).Select(packet => packet.Fields).Where(packet => packet.Source == from && packet.Destination == to)];
    }
}
