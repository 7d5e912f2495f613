using Mpsim.Models.Proxy;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Proxy;

/// <summary>Requirement (a) of draft-deng-mptcp-proxy-01: sessions of N-UEs pass, and are counted.</summary>
public sealed class NotOfferedTests
{
    private static readonly PathSpec[] OnePath = [new(10, 10)];

    [Theory]
    [InlineData(ProxyMode.TakeOver, 1)]
    [InlineData(ProxyMode.Transparent, 1)]
    [InlineData(ProxyMode.Hybrid, 1)]
    [InlineData(ProxyMode.Forward, 0)]
    public void Session_of_an_n_ue_counts_once_however_often_its_syn_is_repeated(ProxyMode mode, int counted)
    {
        var pair = new MptcpPair(OnePath, MptcpPair.Plain, MptcpPair.Plain, new ProxySettings { Mode = mode });
        var answers = 0;
        pair.Tap.Filter = p => p.IsToServer() || !p.Segment.Has(TcpFlags.Syn) || ++answers > 2;
        var outcomes = new List<SessionOutcome>();
        pair.Proxy!.SessionSettled = (outcome, _, _) => outcomes.Add(outcome);
        var (ue, _) = pair.Connect(1_000, 100_000);
        pair.Drain();

        Assert.Equal((100_000, 3), (ue.Read, answers));
        Assert.Equal(counted, pair.Proxy.SessionsNotOffered);
        Assert.Equal(Enumerable.Repeat(SessionOutcome.NotOffered, counted), outcomes);
    }

    [Fact]
    public void Ue_that_repeats_its_syn_without_mptcp_is_no_n_ue()
    {
        var pair = new MptcpPair(OnePath, MptcpPair.Mptcp(1), MptcpPair.Plain, new ProxySettings { Mode = ProxyMode.Transparent });
        pair.ServerTap.Filter = p => !p.Segment.Has(TcpFlags.Syn) || p.Segment.Options?.MpCapable is null;
        var outcomes = new List<SessionOutcome>();
        pair.Proxy!.SessionSettled = (outcome, _, _) => outcomes.Add(outcome);
        var (ue, _) = pair.Connect(1_000, 100_000);
        pair.Drain();

        Assert.Equal(100_000, ue.Read);
        Assert.Equal([SessionOutcome.Passed], outcomes);
        Assert.Equal(0, pair.Proxy.SessionsNotOffered);
    }
}
