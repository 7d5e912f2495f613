using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Tcp;

/// <summary>One connection against a peer whose segments the test writes, as in packetdrill.</summary>
internal sealed class SegmentScript
{
    /// <summary>ISS of the connection under test; what it sends wraps after a few segments.</summary>
    public static readonly uint Iss = 0xFFFF_F000;

    /// <summary>ISS of the peer.</summary>
    public static readonly uint PeerIss = 0xFFFF_FFF0;

    private uint _clock = 500;

    public SegmentScript(TcpSettings? settings = null) => Tcp = new TcpConnection(settings ?? TcpPair.Reno, Iss, 0);

    public TcpConnection Tcp { get; }

    public Instant Now { get; private set; } = Instant.FromSeconds(10);

    /// <summary>What the peer would send next.</summary>
    public uint Seq { get; set; } = PeerIss;

    /// <summary>What the peer has received.</summary>
    public uint Ack { get; set; }

    public ushort Window { get; set; } = 1000;

    public byte WindowScale { get; set; } = 7;

    public bool Timestamps { get; set; } = true;

    public bool Sack { get; set; } = true;

    public ushort Mss { get; set; } = 1460;

    /// <summary>TSval of the peer's next segment.</summary>
    public uint Clock { get => _clock; set => _clock = value; }

    public TcpEvents Events { get; private set; }

    /// <summary>Everything that the connection has sent.</summary>
    public List<(Instant At, Segment Segment)> Sent { get; } = [];

    /// <summary>The ECN field of everything that the connection has sent.</summary>
    public List<EcnCodepoint> Codepoints { get; } = [];

    /// <summary>A connection in a state, reached by segments and calls.</summary>
    public static SegmentScript In(TcpState state, TcpSettings? settings = null)
    {
        var script = new SegmentScript(settings);
        script.Reach(state);
        Assert.Equal(state, script.Tcp.State);
        return script;
    }

    public void Reach(TcpState state)
    {
        switch (state)
        {
            case TcpState.Closed:
                break;
            case TcpState.Listen:
                Tcp.Listen();
                break;
            case TcpState.SynSent:
                Tcp.Open();
                Drain();
                break;
            case TcpState.SynReceived:
                Reach(TcpState.Listen);
                Syn();
                break;
            case TcpState.Established:
                Reach(TcpState.SynReceived);
                Send(TcpFlags.Ack);
                break;
            case TcpState.FinWait1:
                Reach(TcpState.Established);
                Close();
                break;
            case TcpState.FinWait2:
                Reach(TcpState.FinWait1);
                AckAll();
                break;
            case TcpState.CloseWait:
                Reach(TcpState.Established);
                Send(TcpFlags.Ack | TcpFlags.Fin);
                break;
            case TcpState.Closing:
                Reach(TcpState.FinWait1);
                Send(TcpFlags.Ack | TcpFlags.Fin);
                break;
            case TcpState.LastAck:
                Reach(TcpState.CloseWait);
                Close();
                break;
            case TcpState.TimeWait:
                Reach(TcpState.FinWait2);
                Send(TcpFlags.Ack | TcpFlags.Fin);
                break;
        }
    }

    /// <summary>A SYN, or with an acknowledgement a SYN/ACK.</summary>
    public List<Segment> Syn(bool ack = false)
    {
        var segment = Next(ack ? TcpFlags.Syn | TcpFlags.Ack : TcpFlags.Syn);
        segment.Options = new SegmentOptions { MaximumSegmentSize = Mss, WindowScale = WindowScale == 255 ? null : WindowScale, SackPermitted = Sack };
        Seq = PeerIss + 1;
        return Deliver(segment);
    }

    /// <summary>The peer's next segment in order.</summary>
    public List<Segment> Send(TcpFlags flags, int length = 0)
    {
        var segment = Next(flags);
        segment.PayloadLength = (ushort)length;
        segment.Payload = new Payload(9, segment.Seq - PeerIss - 1);
        Seq += segment.SequenceLength;
        return Deliver(segment);
    }

    /// <summary>Data that begin some octets after the next in order; <see cref="Seq"/> stays.</summary>
    public List<Segment> SendAt(int offset, int length, TcpFlags flags = TcpFlags.Ack)
    {
        var segment = Next(flags);
        segment.Seq += (uint)offset;
        segment.PayloadLength = (ushort)length;
        segment.Payload = new Payload(9, segment.Seq - PeerIss - 1);
        return Deliver(segment);
    }

    /// <summary>Acknowledges all that was sent.</summary>
    public List<Segment> AckAll()
    {
        Ack = Tcp.SndNxt;
        return Send(TcpFlags.Ack);
    }

    /// <summary>An acknowledgement with SACK blocks, given relative to <see cref="Iss"/> + 1.</summary>
    public List<Segment> AckWith(uint ack, params (uint Left, uint Right)[] blocks)
    {
        Ack = Iss + 1 + ack;
        var segment = Next(TcpFlags.Ack);
        foreach (var (left, right) in blocks)
        {
            segment.Sack[segment.SackCount++] = new SackBlock(Iss + 1 + left, Iss + 1 + right);
        }

        return Deliver(segment);
    }

    public Segment Next(TcpFlags flags) => new()
    {
        Seq = Seq,
        Ack = (flags & TcpFlags.Ack) != 0 ? Ack : 0,
        Flags = flags,
        Window = Window,
        HasTimestamps = Timestamps,
        TsVal = Timestamps ? _clock++ : 0,
        TsEcr = Sent.Count > 0 ? Sent[^1].Segment.TsVal : 0,
    };

    public List<Segment> Deliver(in Segment segment)
    {
        Tcp.OnSegment(Now, segment);
        return Drain();
    }

    public void Close()
    {
        Tcp.CloseWrite();
        Drain();
    }

    public List<Segment> Write(long count, long offset = 0)
    {
        Tcp.Write(new Payload(1, offset), count);
        return Drain();
    }

    /// <summary>Lets time pass; timeouts fire when due.</summary>
    public List<Segment> Wait(double milliseconds)
    {
        var until = Now + Duration.FromMilliseconds(milliseconds);
        var all = new List<Segment>();
        while (Tcp.NextTimeout <= until)
        {
            Now = Instant.Max(Now, Tcp.NextTimeout);
            Tcp.OnTimeout(Now);
            all.AddRange(Drain());
        }

        Now = until;
        return all;
    }

    public List<Segment> Drain()
    {
        var sent = new List<Segment>();
        var segment = new Segment();
        while (Tcp.TryEmit(Now, ref segment))
        {
            sent.Add(segment);
            Sent.Add((Now, segment));
            Codepoints.Add(Tcp.TakeCodepoint());
            if (Ack == 0)
            {
                Ack = Iss + 1;
            }

            segment = new Segment();
            Assert.True(sent.Count < 100_000, "the connection does not stop to send");
        }

        Events |= Tcp.TakeEvents();
        Tcp.CheckInvariants();
        return sent;
    }
}
