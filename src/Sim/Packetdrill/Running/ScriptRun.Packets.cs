using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;
using Mpsim.Packetdrill.Matching;
using Mpsim.Packetdrill.Syntax;
using Mpsim.Packetdrill.World;

namespace Mpsim.Packetdrill.Running;

// Packets that the host is expected to send, and those that nobody expects.
internal sealed partial class ScriptRun
{
    /// <summary>How long after the last line packets are looked for: less than any timer of the host.</summary>
    private static readonly Duration Tail = Duration.FromMilliseconds(10);

    /// <summary>The longest delay of an acknowledgement (RFC 9293 section 3.8.6.3).</summary>
    private static readonly Duration LongestAckDelay = Duration.FromMilliseconds(500);

    /// <summary>When the script last did something that the host may answer, without saying what it expects.</summary>
    private Instant? _stimulatedAt;
    private int _passedBeforeLastLine;
    private bool _lastLineSends;
    private (Endpoint Local, Endpoint Remote, uint End, bool Calls, bool Opens, uint? LetsOut)? _lastInjected;
    private (Endpoint Local, Endpoint Remote)? _lastSyn;
    private bool _waitedAtEnd;
    private SentPacket? _lastTaken;

    private void Expect(ScriptEvent line, PacketAction spec)
    {
        var isAnyTime = line.Time.Kind == TimeKind.Any;
        var from = isAnyTime ? _world.Now : TimeOf(line);
        var to = isAnyTime ? _world.Now + LongestWait : line.Time.IsRange ? from + (line.Time.End - line.Time.Start) : from;
        var tolerance = ToleranceAt(to);
        var latest = to + tolerance;
        if (_leniency.HasFlag(Leniency.DelayedAck) && IsPureAck(spec))
        {
            latest = Instant.Max(latest, from + LongestAckDelay);
        }

        if (RepeatsTheFin(spec))
        {
            return;
        }

        var first = AwaitExpected(spec, latest);
        if (_leniency.HasFlag(Leniency.DataAckBeforeFin) && (spec.Flags & TcpFlags.Fin) != 0 && first.Segment is { Flags: TcpFlags.Ack, PayloadLength: 0, HasDss: true })
        {
            _world.Sent.Dequeue();
            first = AwaitExpected(spec, latest);
        }

        if (_leniency.HasFlag(Leniency.DataAckBeforeFin) && IsPureAck(spec) && spec.Options?.OfType<DssOption>().Any() == true
            && first.Segment is { Flags: TcpFlags.Ack | TcpFlags.Fin, PayloadLength: 0, HasDss: true })
        {
            // The host has merged this Data ACK onto the FIN that a later line expects.
            return;
        }

        _world.Sent.Dequeue();
        if (spec.Spoils.Count > 0)
        {
            // What becomes of it behind the wire is seen by nobody: the script says what the host has sent.
            _notes.Add($"line {spec.Position.Line}: the packet of the host is compared as it was sent, not as it is spoilt behind the wire");
        }

        NoteExpected(spec, first);
        var flow = _flows.OfSent(first);
        Learn(spec, first, flow);
        var actual = Complete(spec, SegmentReading.Read(first, flow, spec.Position), first, flow, latest);
        var differences = _comparison.Compare(spec, actual, flow);
        if (!isAnyTime && (first.At < from - tolerance || first.At > latest))
        {
            differences.Add($"time is {Text(first.At)}, not {(line.Time.IsRange ? $"{Text(from)} to {Text(to)}" : Text(from))}");
        }

        if (differences.Count > 0)
        {
            throw new FailureException(string.Join("; ", differences), PacketText.Of(spec), PacketText.Of(Shown(spec, actual)));
        }
    }

    private SentPacket AwaitExpected(PacketAction spec, Instant latest)
    {
        while (true)
        {
            var packet = _world.AwaitPacket(latest) ?? throw new FailureException($"no packet was sent by {Text(latest)}", PacketText.Of(spec));
            if (!IsBystander(packet, (spec.Flags & TcpFlags.Syn) != 0))
            {
                return packet;
            }

            _world.Sent.Dequeue();
        }
    }

    private static bool IsPureAck(PacketAction spec) => spec.Flags == TcpFlags.Ack && spec.Length == 0;

    /// <summary>The names that the script gives to the host's sequence number and clock.</summary>
    private static void Learn(PacketAction spec, SentPacket sent, Flow flow)
    {
        if (sent.Segment.Has(TcpFlags.Syn) && (spec.Flags & TcpFlags.Syn) != 0)
        {
            flow.ScriptLocalIsn = spec.Sequence;
        }

        if (sent.Segment.HasTimestamps && spec.Options?.OfType<TimestampsOption>().FirstOrDefault() is { } times)
        {
            flow.MapTimestamp(times.Value, sent.Segment.TsVal);
        }
    }

    /// <summary>The host has no segmentation offload: segments that follow each other are one packet, up to the length that the script expects.</summary>
    private PacketAction Complete(PacketAction spec, PacketAction packet, SentPacket first, Flow flow, Instant latest)
    {
        var last = first;
        var length = packet.Length;
        var mapped = first.Segment.DataLength;
        var isMapped = first.Segment.HasDss && (first.Segment.Dss & DssFlags.Mapping) != 0;
        while (length > 0 && length < spec.Length && _world.AwaitPacket(latest) is { } next && Continues(last, next, isMapped))
        {
            _world.Sent.Dequeue();
            last = next;
            length += next.Segment.PayloadLength;
            mapped += isMapped ? next.Segment.DataLength : (ushort)0;
        }

        if (last.Segment.Has(TcpFlags.Psh))
        {
            flow.PushedUntil = last.Segment.Seq + last.Segment.SequenceLength;
        }

        if (last == first)
        {
            var pushed = MayBePushed(last) || MayBeForced(spec, last, flow);
            _lastTaken = last;
            return pushed ? packet with { Flags = packet.Flags | (spec.Flags & TcpFlags.Psh) } : packet;
        }

        _lastTaken = last;
        var options = packet.Options!.Select(option => option switch
        {
            DssOption dss when isMapped => dss with { DataLength = mapped, DataFin = (last.Segment.Dss & DssFlags.DataFin) != 0 },
            MpCapableOption { DataLength: not null } capable => capable with { DataLength = (ushort)length },
            _ => option,
        });
        // Linux pushes a packet of several segments since 5.5, and did not before; the end of what was written is pushed by both.
        var flags = packet.Flags | last.Segment.Flags;
        flags |= flags.HasFlag(TcpFlags.Psh) ? TcpFlags.None : spec.Flags & TcpFlags.Psh;
        return packet with { Length = length, Flags = flags, Options = [.. options] };
    }

    /// <summary>The end of a burst of several segments is pushed by Linux since 5.5, and the host has no bursts: a full segment right behind another may be one.</summary>
    private bool MayBePushed(SentPacket packet) =>
        _lastTaken is { } before && before.At == packet.At && before.Segment.PayloadLength == packet.Segment.PayloadLength && Continues(before, packet, false)
        && packet.Segment.PayloadLength > 0 && _world.Host.Connections.Find(packet.Local, packet.Remote) is { Tcp: var tcp } && packet.Segment.PayloadLength >= tcp.MaximumSegment;

    /// <summary>Linux pushes also within what is written, behind each half of the window (forced_push, tcp_mark_push): a full segment with more behind it may be such an end.</summary>
    private bool MayBeForced(PacketAction spec, SentPacket packet, Flow flow)
    {
        if ((spec.Flags & TcpFlags.Psh) == 0 || packet.Segment.PayloadLength == 0 || _world.Host.Connections.Find(packet.Local, packet.Remote) is not { Tcp: var tcp })
        {
            return false;
        }

        var end = packet.Segment.Seq + packet.Segment.PayloadLength;
        if (packet.Segment.PayloadLength < tcp.MaximumSegment || !SequenceNumber.After(end, (flow.PushedUntil ?? (tcp.Iss + 1)) + (tcp.SndWnd / 2)))
        {
            return false;
        }

        flow.PushedUntil = end;
        return true;
    }

    /// <summary>Data that were sent before the last line and are sent again by a timer after it, which is no answer to it.</summary>
    private static bool IsRepetition(SentPacket packet, Instant last, (Endpoint Local, Endpoint Remote, uint Next)[] sent) =>
        packet.At > last && packet.Segment.PayloadLength > 0
        && Array.Exists(sent, end => end.Local == packet.Local && end.Remote == packet.Remote && SequenceNumber.Before(packet.Segment.Seq, end.Next));

    /// <summary>Data that pacing has held back come when it lets them, and are no answer to the last line.</summary>
    private bool IsPacedOn(SentPacket packet) =>
        packet.Segment.PayloadLength > 0 && _world.Host.Connections.Find(packet.Local, packet.Remote) is { Tcp.PacingRate: > 0 };

    private static bool Continues(SentPacket last, SentPacket next, bool isMapped)
    {
        ref readonly var a = ref last.Segment;
        ref readonly var b = ref next.Segment;
        return last.Local == next.Local && last.Remote == next.Remote
            && b.Seq == a.Seq + a.SequenceLength && b.PayloadLength > 0 && b.Ack == a.Ack && !b.Has(TcpFlags.Syn | TcpFlags.Rst)
            && (!isMapped || (b.HasDss && (b.Dss & DssFlags.Mapping) != 0 && b.Dsn == a.Dsn + a.DataLength && b.SubflowSeq == a.SubflowSeq + a.PayloadLength));
    }

    /// <summary>The packet without what the script does not mention.</summary>
    private static PacketAction Shown(PacketAction spec, PacketAction actual) => actual with
    {
        Source = spec.Source is null && spec.Destination is null ? null : actual.Source,
        Destination = spec.Source is null && spec.Destination is null ? null : actual.Destination,
        Ip = spec.Ip == IpFields.None ? IpFields.None : actual.Ip with
        {
            TypeOfService = spec.Ip.TypeOfService is null ? null : actual.Ip.TypeOfService,
            TimeToLive = spec.Ip.TimeToLive is null ? null : actual.Ip.TimeToLive,
            Ecn = spec.Ip.Ecn == EcnField.Unchecked ? EcnField.Unchecked : actual.Ip.Ecn,
        },
        Window = spec.Window is null ? null : actual.Window,
    };

    /// <summary>Keeps account of what the script has done since it last said what it expects.</summary>
    private void Note(ScriptEvent line)
    {
        switch (line.Action)
        {
            case PacketAction { Outbound: true }:
                _stimulatedAt = null;
                break;
            case PacketAction or CallAction { Name: not ("getsockopt" or "fcntl" or "poll" or "accept") } when line != _script.Events[^1]:
                _stimulatedAt ??= _world.Now;
                break;
        }

        _lastLineSends = line.Action is ShellAction or CallAction { Name: "close" or "shutdown" or "write" or "writev" or "send" or "sendto" or "sendmsg" or "sendfile" };
        if (line.Action is not PacketAction { Outbound: false })
        {
            _lastInjected = null;
        }
    }

    /// <summary>
    /// A packet that comes shortly after the last line fails the script. What the host sends because the script writes or closes its
    /// sockets at the end belongs to no test, nor does the rest of a burst where a shell line puts settings back after it; and a script that has let packets go by without a word before its last line does not follow them.
    /// </summary>
    private void CheckTail()
    {
        var last = _world.Now;
        var sent = _world.Connections.SelectMany(connection => connection.Paths).Select(path => (path.Local, path.Remote, path.Tcp.SndNxt)).ToArray();
        _world.RunUntil(last + Tail);
        while (_world.Sent.TryPeek(out var other) && (IsBystanderAtEnd(other) || IsRepetition(other, last, sent) || IsPacedOn(other) || (other.Segment.Has(TcpFlags.Syn) && _synchronised.Contains((other.Local, other.Remote, other.Segment.Seq)))))
        {
            _world.Sent.Dequeue();
        }

        if (!_world.Sent.TryPeek(out var packet) || _lastLineSends)
        {
            return;
        }

        var flow = _flows.OfSent(packet);
        var text = PacketText.Of(Shown(new PacketAction { Position = default, Outbound = true, Flags = default, Sequence = 0, Length = 0 }, SegmentReading.Read(packet, flow, default)));
        if (_stimulatedAt is not null && _passedBeforeLastLine > 0)
        {
            _notes.Add($"{_world.Sent.Count} packets after the last that the script expects were not looked at, the first {text}");
            return;
        }

        throw new FailureException($"a packet that the script does not expect was sent at {Text(packet.At)}", "no packet", text);
    }
}
