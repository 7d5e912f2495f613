using Mpsim.Models.Hosts;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Hosts;

/// <summary>A SYN for a connection in TIME-WAIT (RFC 9293 section 3.10.7.4, RFC 6191).</summary>
public sealed class TimeWaitTests
{
    [Theory]
    [InlineData(true, 100_000, 0)]
    [InlineData(false, 100_000, 0)]
    [InlineData(true, -5_000, 1)]
    [InlineData(false, -5_000, 1)]
    public void Syn_that_is_no_old_one_opens_a_new_connection(bool mptcp, int sequence, int time)
    {
        var (pair, last) = AfterClose(mptcp, timestamps: time != 0);
        var from = pair.Tap.Trace.Count;
        var used = pair.Tap.Trace.Where(t => !t.ToServer).Max(t => (int)(t.Segment.Seq - pair.Tap.Trace.First(s => !s.ToServer).Segment.Seq));
        InjectSyn(pair, last, sequence, time);
        pair.RunUntil(4);
        var answer = pair.Tap.Trace.Skip(from).First(t => !t.ToServer).Segment;
        Assert.Equal((true, true), (answer.Has(TcpFlags.Syn), answer.Has(TcpFlags.Ack)));
        Assert.Equal(last.Segment.Seq + (uint)sequence + 1, answer.Ack);

        // Beyond all that the former connection has used.
        Assert.Equal(used + 65_537, (int)(answer.Seq - pair.Tap.Trace.First(s => !s.ToServer).Segment.Seq));
    }

    [Theory]
    [InlineData(true, -5_000, 0)]
    [InlineData(false, -5_000, 0)]
    [InlineData(true, 100_000, -1)]
    [InlineData(false, 100_000, -1)]
    public void Syn_that_may_be_an_old_one_is_challenged(bool mptcp, int sequence, int time)
    {
        var (pair, last) = AfterClose(mptcp, timestamps: time != 0);
        var from = pair.Tap.Trace.Count;
        InjectSyn(pair, last, sequence, time);
        pair.RunUntil(4);
        Assert.Equal(TcpFlags.Ack, pair.Tap.Trace.Skip(from).First(t => !t.ToServer).Segment.Flags);
    }

    /// <summary>The server closes first and is in TIME-WAIT.</summary>
    /// <returns>The last packet that the server got.</returns>
    private static (MptcpPair Pair, TappedPacket Last) AfterClose(bool mptcp, bool timestamps)
    {
        var settings = (mptcp ? MptcpPair.Mptcp(1) : MptcpPair.Plain) with { Tcp = MptcpPair.Plain.Tcp with { Timestamps = timestamps } };
        var pair = new MptcpPair([new(10, 10)], settings, settings);
        var (ue, server) = pair.Connect(1_000, 1_000, ofUe: p => p.ClosesAfterPeer = true);
        pair.RunUntil(3);
        Assert.True(ue.Closed && server.Closed);
        Assert.Equal(1, pair.Server.Connections.Count);
        return (pair, pair.Tap.Trace.Last(t => t.ToServer));
    }

    private static void InjectSyn(MptcpPair pair, TappedPacket last, int sequence, int time)
    {
        var syn = pair.Pool.Rent();
        (syn.Source, syn.Destination) = (last.Source, last.Destination);
        var first = pair.Tap.Trace.First(t => t.ToServer).Segment;
        syn.Segment = first;
        syn.Segment.Seq = last.Segment.Seq + (uint)sequence;
        syn.Segment.TsVal = last.Segment.TsVal + (uint)time;
        syn.Measure();
        pair.Tap.Inject(syn);
    }
}
