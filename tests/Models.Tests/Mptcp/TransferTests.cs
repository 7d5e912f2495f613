using Mpsim.Models.Mptcp;
using Mpsim.Models.Tcp;

namespace Mpsim.Models.Tests.Mptcp;

public sealed class TransferTests
{
    [Theory]
    [InlineData(0, 5_000_000)]
    [InlineData(5_000_000, 0)]
    [InlineData(3_000_000, 3_000_000)]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    public void Bulk_over_two_paths_delivers_every_byte_and_both_ends_close(long up, long down)
    {
        var pair = new MptcpPair([new(10, 10), new(20, 25)]);
        var (ue, server) = pair.Connect(up, down);
        pair.RunUntil(20);
        Assert.Equal(down, ue.Read);
        Assert.Equal(up, server.Read);
        Assert.True(ue.Closed && server.Closed);
        pair.Drain();
        Assert.Equal(MptcpPhase.Closed, ue.Connection.Phase);
        Assert.All(ue.Connection.Subflows, s => Assert.Equal(TcpState.Closed, s.Tcp.State));
    }

    [Fact]
    public void Bulk_over_two_paths_fills_both()
    {
        var pair = new MptcpPair([new(10, 10), new(20, 25)]);
        var (ue, _) = pair.Connect(0, 40_000_000);
        pair.RunUntil(10);
        Assert.Equal(2, ue.Connection.Subflows.Count);
        Assert.InRange(ue.Read * 8 / 10.0, 25.5e6, 28.5e6);
    }
}
