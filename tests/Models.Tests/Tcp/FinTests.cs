using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Tcp;

/// <summary>A FIN takes a place in sequence space: ahead of a gap, in the window, behind data that will never arrive.</summary>
public sealed class FinTests
{
    [Fact]
    public void Fin_ahead_of_a_gap_is_acknowledged_at_once_with_a_block_that_covers_it()
    {
        var script = SegmentScript.In(TcpState.Established);
        var answer = Assert.Single(script.SendAt(1000, 0, TcpFlags.Ack | TcpFlags.Fin));
        Assert.Equal(script.Seq, answer.Ack);
        AssertBlocks(script, answer, (1000, 1001));
        script.Send(TcpFlags.Ack, 1000);
        Assert.Equal(TcpState.CloseWait, script.Tcp.State);
        Assert.Equal(0, script.Sent[^1].Segment.SackCount);
        Assert.Equal(script.Seq + 1, script.Sent[^1].Segment.Ack);
    }

    [Fact]
    public void Block_of_data_that_end_with_a_fin_covers_it_whichever_comes_first()
    {
        var together = SegmentScript.In(TcpState.Established);
        AssertBlocks(together, Assert.Single(together.SendAt(1000, 500, TcpFlags.Ack | TcpFlags.Fin)), (1000, 1501));

        var apart = SegmentScript.In(TcpState.Established);
        AssertBlocks(apart, Assert.Single(apart.SendAt(1500, 0, TcpFlags.Ack | TcpFlags.Fin)), (1500, 1501));
        AssertBlocks(apart, Assert.Single(apart.SendAt(1000, 500)), (1000, 1501));
        AssertBlocks(apart, Assert.Single(apart.SendAt(200, 100)), (200, 300), (1000, 1501));
    }

    [Fact]
    public void Lost_segment_before_the_last_one_is_repaired_without_a_timeout()
    {
        var lost = false;
        var pair = new TcpPair(TcpPair.Reno, TcpPair.Reno) { Filter = (toServer, s) => !toServer || s.PayloadLength == 0 || s.Has(TcpFlags.Fin) || lost || !(lost = true) };
        pair.Connect();
        pair.ClientToWrite = 2000;
        pair.CloseClientWhenWritten = true;
        pair.RunFor(Duration.FromSeconds(1));
        Assert.Equal(2000, pair.ServerRead);
        Assert.True(lost);
        Assert.Equal(0, pair.Client.Timeouts);
    }

    [Fact]
    public void Fin_waits_for_the_window_and_is_asked_for_by_probes()
    {
        var script = new SegmentScript { WindowScale = 0, Window = 500 };
        script.Reach(TcpState.Established);
        var data = Assert.Single(script.Write(500));
        Assert.False(data.Has(TcpFlags.Fin));
        script.Close();
        script.Window = 0;
        Assert.Empty(script.AckAll());
        var probes = script.Wait(3_000);
        Assert.NotEmpty(probes);
        Assert.All(probes, probe => Assert.Equal((script.Tcp.SndUna - 1, TcpFlags.Ack), (probe.Seq, probe.Flags)));
        script.Window = 500;
        Assert.True(Assert.Single(script.Send(TcpFlags.Ack)).Has(TcpFlags.Fin));
    }

    [Theory]
    [InlineData(1_000_000, true)]
    [InlineData(1000, false)]
    [InlineData(0, false)]
    public void Reset_in_last_ack_tells_the_user_when_data_were_not_even_sent(int octets, bool aborted)
    {
        var script = SegmentScript.In(TcpState.CloseWait);
        script.Write(octets);
        script.Close();
        script.Send(TcpFlags.Rst);
        Assert.Equal(aborted, script.Events.HasFlag(TcpEvents.Reset));
        Assert.Equal(!aborted, script.Events.HasFlag(TcpEvents.Closed));
    }

    private static void AssertBlocks(SegmentScript script, in Segment answer, params (uint Left, uint Right)[] blocks)
    {
        Assert.Equal(blocks.Length, answer.SackCount);
        for (var i = 0; i < blocks.Length; i++)
        {
            Assert.Equal(blocks[i], (answer.Sack[i].Left - script.Seq, answer.Sack[i].Right - script.Seq));
        }
    }
}
