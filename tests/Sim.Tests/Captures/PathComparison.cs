using Mpsim.Models.Hosts;
using Mpsim.Models.Tcp;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>One TCP connection, or subflow, at one of its ends: what tshark reads there against what that end has counted.</summary>
internal sealed class PathComparison
{
    private readonly SocketPath _path;
    private readonly bool _countsOctets;
    private readonly (long Sent, long Came) _strays;
    private readonly bool _isBusy;
    private readonly DissectedPacket[] _all;
    private readonly RoundsOfTransmission _out;
    private readonly RoundsOfTransmission _in;

    /// <param name="path">The connection, as the end that is looked at knows it.</param>
    /// <param name="sent">What left that end, in the order of time.</param>
    /// <param name="arrived">What came to it.</param>
    /// <param name="countsOctets">What was captured is what the end sent and took, octet for octet.</param>
    /// <param name="strays">Octets of packets in the connection's addresses that are of other origin, or answer those; the end may have counted them.</param>
    /// <param name="isBusy">The end's processor drops packets that have come, and holds back those that leave: the end has taken no more than was captured, and sent no less.</param>
    public PathComparison(SocketPath path, DissectedPacket[] sent, DissectedPacket[] arrived, bool countsOctets, (long Sent, long Came) strays, bool isBusy)
    {
        _path = path;
        _countsOctets = countsOctets;
        _strays = strays;
        _isBusy = isBusy;
        Sent = sent;
        _all = arrived;
        Arrived = countsOctets && !isBusy && strays.Came == 0 ? arrived[..Taken(arrived)] : arrived;
        _out = new RoundsOfTransmission(sent);
        _in = new RoundsOfTransmission(Arrived);
    }

    public DissectedPacket[] Sent { get; }

    /// <summary>What the connection has taken.</summary>
    public DissectedPacket[] Arrived { get; }

    public TcpConnection Tcp => _path.Tcp;

    public SocketPath Path => _path;

    /// <summary>Segments that this end has sent again.</summary>
    public IEnumerable<DissectedPacket> Again => _out.Again;

    /// <summary>What tshark says of segments, gaps and numbers agrees with what the segments are and with what this end has counted.</summary>
    /// <param name="hidden">Packets that the node could not send, for want of an interface, a route or room in a tunnel, and that were never captured.</param>
    public void Check(long hidden)
    {
        _out.AgreeWith(Sent);
        _in.AgreeWith(Arrived);
        SequenceAnalysis.Check(Sent, _all);
        hidden += _isBusy ? long.MaxValue / 2 : 0;
        Assert.True(_out.AfterGap.Count == 0 || hidden > 0, $"{this}: the sender leaves {_out.AfterGap.Count} gaps");
        if (Sent.Length > 0 && Arrived.Length > 0)
        {
            Assert.Single(Sent.Concat(Arrived).Select(packet => packet[Field.TcpStream]).Distinct());
        }

        Repetitions(hidden);
        Numbers(hidden);
        if (_countsOctets)
        {
            Octets(hidden);
        }
    }

    /// <summary>The segments that tshark finds sent again are those that this end has counted, one for one.</summary>
    private void Repetitions(long hidden)
    {
        var counted = Tcp.Retransmissions;
        var found = _out.Again.Count;
        Assert.True(hidden > 0 ? found <= counted && counted - found <= hidden : found == counted, $"{this}: {counted} segments sent again, tshark finds {found}");

        // Each timeout sends a segment again, for which no duplicate acknowledgements were the reason.
        var fast = _out.Again.Count(packet => packet.Repetition == Field.Fast);
        Assert.True(counted - fast >= Tcp.Timeouts, $"{this}: {counted} segments sent again, of which {Tcp.Timeouts} after timeouts, tshark finds {fast} fast");

        // Sent again although an acknowledgement has come: never by an end that has seen it.
        Assert.True(_isBusy || _out.Again.All(packet => packet.Repetition != Field.Spurious), $"{this}: sent again though acknowledged");
    }

    private void Numbers(long hidden)
    {
        if (_out.Next is { } next)
        {
            Assert.True(hidden > 0 ? (int)(Tcp.SndNxt - next) >= 0 : next == Tcp.SndNxt, $"{this}: SND.NXT {Tcp.SndNxt}, tshark ends at {next}");
        }

        var acknowledged = Arrived.Where(packet => packet.Fields.Segment.Flags.HasFlag(TcpFlags.Ack) && !packet.Fields.Segment.Has(TcpFlags.Rst)).Select(packet => packet.Fields.Segment.Ack).ToArray();
        if (acknowledged.Length > 0 && Tcp.State >= TcpState.Established)
        {
            var highest = acknowledged.Aggregate((a, b) => (int)(b - a) > 0 ? b : a);
            Assert.True(_isBusy ? (int)(highest - Tcp.SndUna) >= 0 : highest == Tcp.SndUna, $"{this}: SND.UNA {Tcp.SndUna}, the highest acknowledgement that came is {highest}, {Tcp.State}, {Arrived[^1]}");
        }
    }

    /// <summary>Octets of packets, as counted by the end and in the capture.</summary>
    private void Octets(long hidden)
    {
        // An RST for a connection that is no more is the node's and not the connection's.
        var resets = Sent.Where(packet => packet.Fields.Segment.Has(TcpFlags.Rst)).Sum(Length);
        var sent = Sent.Sum(Length);

        // In the place of another, whose SYN the proxy has passed on with the packets of others.
        var passedOn = Tcp.Settings.GivenSynOptions is null ? 0 : Sent.Where(packet => packet.Fields.Segment.IsOpeningSyn).Sum(Length);
        sent -= passedOn;
        Assert.True(hidden > 0 ? sent - resets <= _path.WireBytesSent : sent - resets <= _path.WireBytesSent && _path.WireBytesSent <= sent + _strays.Sent, $"{this}: {_path.WireBytesSent} octets sent, captured {sent}, {resets} of them RSTs");
        Assert.True(_path.WireBytesReceived <= Arrived.Sum(Length) + _strays.Came, $"{this}: {_path.WireBytesReceived} octets taken, captured {Arrived.Sum(Length)}");
    }

    /// <summary>What comes when the connection is no more is not counted: what was counted is what came first.</summary>
    /// <returns>How many segments were counted.</returns>
    private int Taken(DissectedPacket[] arrived)
    {
        var octets = 0L;
        var taken = 0;
        while (octets < _path.WireBytesReceived && taken < arrived.Length)
        {
            octets += Length(arrived[taken++]);
        }

        Assert.True(octets == _path.WireBytesReceived, $"{this}: {_path.WireBytesReceived} octets taken, the first {taken} packets that came have {octets}");
        Assert.True(Tcp.IsClosed || taken == arrived.Length, $"{this}: {arrived.Length} packets came and {taken} were taken, though the connection is open");
        return taken;
    }

    /// <summary>Octets of the stream without a gap that have come, SYN and FIN left out.</summary>
    public long InOrder()
    {
        var syn = Arrived.FirstOrDefault(packet => packet.Fields.Segment.Has(TcpFlags.Syn));
        if (syn is null)
        {
            return 0;
        }

        var begin = syn.Fields.Segment.Seq + 1;
        var runs = new OctetRuns();
        foreach (var packet in Arrived.Where(packet => packet.Fields.Segment is { PayloadLength: > 0 } && !packet.Fields.Segment.Has(TcpFlags.Rst)))
        {
            var start = (long)(int)(packet.Fields.Segment.Seq + (packet.Fields.Segment.Has(TcpFlags.Syn) ? 1u : 0u) - begin);
            runs.Add(start, start + packet.Fields.Segment.PayloadLength);
        }

        return runs.EndFrom(0);
    }

    public override string ToString() => $"{_path.Socket.Host.Name}, {_path.Local} - {_path.Remote}";

    private static long Length(DissectedPacket packet) => (long)packet.Number(Field.Length);
}
