using Mpsim.Models.Mptcp.Paths;

namespace Mpsim.Models.Tests.Mptcp;

public sealed class BackupTests
{
    private const PathEndpointFlags Backup = PathEndpointFlags.Subflow | PathEndpointFlags.Backup;

    [Fact]
    public void Backup_is_idle_while_a_regular_subflow_works_used_while_it_fails_and_idle_again()
    {
        var pair = new MptcpPair([new(10, 10) { Outages = [(2, 4)] }, new(10, 10)], MptcpPair.Mptcp(2, Backup));
        var (ue, server) = pair.Connect(0, 100_000_000);
        pair.RunUntil(2);
        Assert.Equal(0, ue.Subflow(1).BytesReceived);
        Assert.True(server.Subflow(1).Backup);
        pair.RunUntil(4);
        Assert.True(server.Connection.UsesBackups);
        Assert.True(ue.Subflow(1).BytesReceived > 1_000_000, $"{ue.Subflow(1).BytesReceived}");
        pair.RunUntil(6);
        Assert.False(server.Connection.UsesBackups);
        var used = ue.Subflow(1).BytesReceived;
        pair.RunUntil(8);
        Assert.Equal(used, ue.Subflow(1).BytesReceived);
    }

    [Fact]
    public void Backup_takes_over_when_the_regular_subflow_is_gone()
    {
        var pair = new MptcpPair([new(10, 10), new(10, 10)], MptcpPair.Mptcp(2, Backup));
        var (ue, server) = pair.Connect(3_000_000, 3_000_000);
        pair.At(1, () => pair.Ue.Interfaces[0].SetUp(false));
        pair.Drain();
        Assert.Equal((3_000_000, 3_000_000), (ue.Read, server.Read));
        Assert.True(ue.Connection.UsesBackups && server.Connection.UsesBackups);
        Assert.True(ue.Subflow(1).BytesReceived > 1_500_000 && server.Subflow(1).BytesReceived > 1_500_000);
    }

    [Fact]
    public void Mp_prio_changes_a_subflow_at_both_ends_and_back()
    {
        var pair = new MptcpPair([new(10, 10), new(10, 10)]);
        var (ue, server) = pair.Connect(0, 100_000_000);
        pair.At(2, () => ue.Mptcp.SetBackup(ue.Subflow(1), true));
        pair.RunUntil(3);
        Assert.True(server.Subflow(1).Backup);
        Assert.Contains(pair.Tap.Trace, t => t.Source.Address == MptcpPair.UeAddress(1) && t.Segment.Options?.MpPrio is { Backup: true });
        var before = ue.Subflow(1).BytesReceived;
        pair.RunUntil(5);
        Assert.Equal(before, ue.Subflow(1).BytesReceived);
        ue.Mptcp.SetBackup(ue.Subflow(1), false);
        pair.RunUntil(7);
        Assert.False(server.Subflow(1).Backup);
        Assert.True(ue.Subflow(1).BytesReceived > before + 1_000_000);
    }
}
