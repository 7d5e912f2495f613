using Mpsim.Models.Hosts;
using Mpsim.Models.Mptcp.Coupling;
using Mpsim.Models.Tcp;
using Mpsim.Models.Tcp.Congestion;

namespace Mpsim.Models.Tests.Mptcp.Coupling;

/// <summary>RFC 6356 section 1, goal 2: over a shared bottleneck, a coupled connection takes no more than one TCP would.</summary>
public sealed class SharedBottleneckTests
{
    private static readonly TcpSettings Reno = new() { CongestionControl = () => new NewReno() };

    [Fact]
    public void Coupled_connection_of_two_subflows_takes_about_what_one_tcp_takes() => Assert.InRange(Ratio("lia"), 0.75, 1.35);

    [Fact]
    public void Uncoupled_connection_of_two_subflows_takes_about_what_two_tcps_take() => Assert.InRange(Ratio("newreno"), 1.6, 2.4);

    /// <returns>Octets of the MPTCP connection to those of a TCP connection beside it, over 200 s.</returns>
    private static double Ratio(string congestion)
    {
        var server = MptcpPair.Mptcp(0, change: s => s with { Congestion = () => CoupledCongestionControls.Find(congestion)!.Create(CongestionOptions.Default) }) with { Tcp = Reno };
        HostSettings Ue(int index) => index == 0 ? MptcpPair.Mptcp(2) : MptcpPair.Plain with { Tcp = Reno };
        var pair = new MptcpPair([new(100, 10), new(100, 12)], server: server, ues: 2, core: new PathSpec(10, 20) { Queue = 60 }, ueSettings: Ue);
        pair.Tap.Records = false;
        var (mptcp, _) = pair.Connect(0, 1L << 40, ue: 0);
        var (tcp, _) = pair.Connect(0, 1L << 40, ue: 1);
        pair.RunUntil(20);
        var (mptcpBefore, tcpBefore) = (mptcp.Read, tcp.Read);
        pair.RunUntil(220);
        var ratio = (double)(mptcp.Read - mptcpBefore) / (tcp.Read - tcpBefore);
        TestContext.Current.TestOutputHelper?.WriteLine($"{congestion}: {ratio:0.00}");
        return ratio;
    }
}
