using Mpsim.Models.Hosts;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Proxy;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Proxy;

/// <summary>A join beyond the limit of its session, which may be there to take the place of a subflow that is dead without the proxy's knowing it.</summary>
public sealed class HeldJoinTests
{
    private const long Size = 5_000_000;

    private static readonly PathSpec[] TwoPaths = [new(10, 10), new(10, 25)];

    [Theory]
    [InlineData("single", true, null)]
    [InlineData("single", false, null)]
    [InlineData("single", true, 10)]
    [InlineData("active-backup", true, null)]
    [InlineData("in-kernel", true, null)]
    [InlineData("in-kernel", false, null)]
    [InlineData("in-kernel", false, 10)]
    public void Session_of_one_subflow_comes_back_by_a_join_when_its_access_was_lost(string manager, bool up, int? pending)
    {
        var pair = new MptcpPair(TwoPaths, ue: Ue(manager), proxy: OneSubflow(pending));
        var (ue, server) = up ? pair.Connect(Size, 0) : pair.Connect(0, Size);
        pair.At(1, () => pair.Ue.Interfaces[0].SetUp(false));
        pair.At(3, () => pair.Ue.Interfaces[0].SetUp(true));
        pair.Drain();
        Assert.Equal(Size, up ? server.Read : ue.Read);
        Assert.True(ue.Closed && server.Closed);
        Assert.Equal(2, pair.Events.Kinds("proxy").Count(kind => kind == "subflow-established"));
    }

    /// <summary>The UE does not know that its path is dead, and finds out when nothing is acknowledged; the old subflow is still there.</summary>
    [Fact]
    public void Subflow_that_has_fallen_silent_does_not_count_when_another_comes()
    {
        var pair = new MptcpPair([TwoPaths[0] with { Outages = [(1, 1_000)] }, TwoPaths[1]], ue: Ue("single"), proxy: OneSubflow(null));
        var (_, server) = pair.Connect(Size, 0);
        pair.RunUntil(30);
        Assert.Equal((Size, 0), (server.Read, pair.Proxy!.SubflowsRefused));
    }

    [Fact]
    public void Join_is_refused_once_the_subflows_that_count_have_answered()
    {
        var pair = new MptcpPair(TwoPaths, proxy: OneSubflow(null));
        var (ue, _) = pair.Connect(0, Size);
        pair.Drain();
        Assert.Equal((Size, 1), (ue.Read, pair.Proxy!.SubflowsRefused));
        var reset = Assert.Single(pair.Tap.Trace, packet => !packet.ToServer && packet.Segment.Options?.MpTcpRst is { Reason: 2, Transient: true });
        Assert.True(reset.Segment.Has(TcpFlags.Rst));
        Assert.InRange(reset.At.Seconds, 0.7, 1.0);
        Assert.Equal(0, ue.Subflow(1).BytesReceived);
    }

    /// <summary>An idle session is heard on no subflow, until it is asked.</summary>
    [Fact]
    public void Subflow_of_an_idle_session_counts()
    {
        var pair = new MptcpPair(TwoPaths, ue: Ue("in-kernel"), proxy: OneSubflow(null));
        pair.Ue.Interfaces[1].SetUp(false);
        var (ue, server) = pair.Connect(0, 1_000, ofUe: StaysOpen, ofServer: StaysOpen);
        pair.At(20, () => pair.Ue.Interfaces[1].SetUp(true));
        pair.RunUntil(30);
        Assert.Equal((1_000, 1), (ue.Read, pair.Proxy!.SubflowsRefused));
        Assert.Equal(SubflowPhase.Established, ue.Subflow(0).Phase);
        Assert.True(server.Socket!.IsEstablished);

        static void StaysOpen(StreamPeer peer) => peer.ClosesWhenWritten = false;
    }

    private static ProxySettings OneSubflow(int? pending) => new()
    {
        Limits = [new SessionLimit { Name = "one", SubflowsPerSession = 1 }],
        Protection = new ProtectionSettings { PendingJoins = pending },
    };

    private static HostSettings Ue(string manager)
    {
        var entry = PathManagers.Find(manager)!;
        var endpoints = Enumerable.Range(0, 2).Select(i => new PathEndpoint((byte)(i + 1), MptcpPair.UeAddress(i), PathEndpointFlags.Subflow)).ToArray();
        var settings = new PathManagerSettings(endpoints, entry.SubflowLimit, entry.AddAddrAccepted);
        return new HostSettings { SpeaksMptcp = true, Mptcp = new MptcpSettings { PathManager = () => entry.Create(settings) } };
    }
}
