using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Tcp.Recovery;

/// <summary>An established sender on a path of 100 ms, with the peer's reports given by the number of the segment.</summary>
internal sealed class RecoveryScript
{
    public const int RoundTrip = 100;

    public RecoveryScript(TcpSettings? settings = null, bool timestamps = true)
    {
        Script = new SegmentScript((settings ?? TcpPair.Reno) with { SendBufferAutoTuning = false, Timestamps = timestamps }) { Timestamps = timestamps };
        Script.Reach(TcpState.SynReceived);
        Script.Wait(RoundTrip);
        Script.Send(TcpFlags.Ack);
        Assert.Equal(RoundTrip, Tcp.Rtt.SmoothedRtt.Milliseconds);
    }

    public SegmentScript Script { get; }

    public TcpConnection Tcp => Script.Tcp;

    public int Segment => Tcp.MaximumSegment;

    /// <summary>Numbers, from 0, of the segments that a step sent.</summary>
    public int[] Numbers(IEnumerable<Segment> sent) => [.. sent.Where(s => s.PayloadLength > 0).Select(s => (int)((s.Seq - SegmentScript.Iss - 1) / (uint)Segment))];

    public int[] Write(int segments) => Numbers(Script.Write((long)segments * Segment));

    public int[] Wait(double milliseconds) => Numbers(Script.Wait(milliseconds));

    /// <summary>Acknowledges the segments before a number and reports ranges [from, to) of segments.</summary>
    public int[] Ack(int before, params (int From, int To)[] sacked) => Numbers(AckAt(before, null, sacked));

    /// <summary>The same with an echoed time, in TSval ticks of 1 ms.</summary>
    public List<Segment> AckAt(int before, Instant? echo, params (int From, int To)[] sacked)
    {
        Script.Ack = At(before);
        var segment = Script.Next(TcpFlags.Ack);
        if (echo is { } time)
        {
            segment.TsEcr = (uint)(time.Nanoseconds / 1_000_000);
        }

        foreach (var (from, to) in sacked)
        {
            segment.Sack[segment.SackCount++] = new SackBlock(At(from), At(to));
        }

        return Script.Deliver(segment);
    }

    private uint At(int number) => SegmentScript.Iss + 1 + (uint)(number * Segment);
}
