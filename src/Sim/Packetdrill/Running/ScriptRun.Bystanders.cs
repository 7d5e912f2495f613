using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;
using Mpsim.Packetdrill.Matching;
using Mpsim.Packetdrill.Syntax;

namespace Mpsim.Packetdrill.Running;

// Packets of the host that packetdrill does not look at, so that public scripts do not mention them: each leaves a note.
internal sealed partial class ScriptRun
{
    /// <summary>Addresses that the script has announced, with an HMAC that is right: a join to them is what it has asked for.</summary>
    private readonly HashSet<IpAddress> _invited = [];

    /// <summary>Joins that no line expects, and connections of sockets that were left.</summary>
    private readonly HashSet<(Endpoint Local, Endpoint Remote)> _passedBy = [];

    /// <summary>SYNs that lines have expected; a timer sends them again.</summary>
    private readonly HashSet<(Endpoint Local, Endpoint Remote, uint Seq)> _synchronised = [];

    /// <summary>Mappings with data that lines have expected.</summary>
    private readonly HashSet<(ulong Dsn, ushort Length)> _mapped = [];

    /// <summary>The last packet of the host that a line has expected.</summary>
    private PacketAction? _lastExpected;

    /// <summary>Remembers what an injected packet invites the host to.</summary>
    private void NoteInvitation(PacketAction spec, in Segment segment)
    {
        if (segment.Options?.AddAddress is { Echo: false } address && spec.Options!.OfType<AddAddressOption>().Any(option => option.Hmac.Kind == DerivedKind.Auto))
        {
            _invited.Add(address.Address);
        }
    }

    /// <summary>Remembers what a line has taken.</summary>
    private void NoteExpected(PacketAction spec, SentPacket sent)
    {
        _lastExpected = spec;
        if (sent.Segment.Has(TcpFlags.Syn))
        {
            _synchronised.Add((sent.Local, sent.Remote, sent.Segment.Seq));
        }

        if (sent.Segment is { HasDss: true, PayloadLength: > 0 } && (sent.Segment.Dss & DssFlags.Mapping) != 0)
        {
            _mapped.Add((sent.Segment.Dsn, sent.Segment.DataLength));
        }
    }

    /// <param name="sent">A packet of the host.</param>
    /// <param name="expectsSyn">The script expects a SYN next.</param>
    private bool IsBystander(SentPacket sent, bool expectsSyn)
    {
        ref readonly var segment = ref sent.Segment;
        var ends = (sent.Local, sent.Remote);
        if (expectsSyn)
        {
            // packetdrill waits for the SYN of a new flow, whatever else the others send meanwhile.
            return (segment is { Flags: TcpFlags.Ack, PayloadLength: 0, Options.AddAddress.Echo: true } && PassBy("the echo of an announced address"))
                || (!segment.Has(TcpFlags.Syn) && (IsOfAnEarlierSocket(ends) || IsOfAnEarlierPeer(ends)) && _passedBy.Add(ends) | PassBy("what a socket before the last one sends"));
        }

        if (segment.IsOpeningSyn && segment.Options?.MpJoin is not null && _invited.Contains(sent.Remote.Address) && _passedBy.Add(ends))
        {
            return PassBy("a join to an announced address");
        }

        return _passedBy.Contains(ends);
    }

    /// <summary>packetdrill follows one connection of TCP at a time, that of the last socket.</summary>
    private bool IsOfAnEarlierSocket((Endpoint Local, Endpoint Remote) ends) =>
        _files.UnderTest is { IsMptcp: false, Connection: { } connection } && (connection.Local, connection.Remote) != ends;

    /// <summary>The same for a peer: a line expects the answer to the SYN that was injected last.</summary>
    private bool IsOfAnEarlierPeer((Endpoint Local, Endpoint Remote) ends) => _files.UnderTest is { IsMptcp: false } && _lastSyn is { } syn && syn != ends;

    /// <summary>The same for what comes after the last line.</summary>
    private bool IsBystanderAtEnd(SentPacket sent)
    {
        if (IsBystander(sent, expectsSyn: false))
        {
            return true;
        }

        ref readonly var segment = ref sent.Segment;
        if (_lastExpected is { } last && (last.Flags & TcpFlags.Rst) != 0 && segment.PayloadLength > 0 && _mapped.Contains((segment.Dsn, segment.DataLength)))
        {
            return PassBy("what the subflow that was reset had not delivered, sent again on another");
        }

        if (AnswersLastLine(sent))
        {
            return PassBy("what the packet that ends the script calls for");
        }

        return segment is { Flags: TcpFlags.Ack, PayloadLength: 0 }
            && ((_leniency.HasFlag(Leniency.TrailingAck) && PassBy("an acknowledgement after the last line")));
    }

    /// <summary>The script ends with a SYN or a FIN, or with what a call waits for, each of which must be acknowledged, or with an acknowledgement that lets new data out; packetdrill is gone by then.</summary>
    private bool AnswersLastLine(SentPacket sent) =>
        _lastInjected is { } last && last.Local == sent.Local && last.Remote == sent.Remote && sent.Segment.Ack == last.End
        && ((last.LetsOut is { } next && sent.Segment.PayloadLength > 0 && SequenceNumber.AfterOrEqual(sent.Segment.Seq, next))
            || (sent.Segment.Flags == TcpFlags.Ack && sent.Segment.PayloadLength == 0 && (last.Calls || _waitedAtEnd))
            || (last.Opens && sent.Segment.Has(TcpFlags.Syn)));

    /// <summary>
    /// Linux 6.18 acknowledges the DATA_FIN that ends a connection twice: on the FIN of the subflow, and then once more. Here the second
    /// one, which says nothing new, is not sent.
    /// </summary>
    private bool RepeatsTheFin(PacketAction spec) => _lastExpected is { } fin && (fin.Flags & TcpFlags.Fin) != 0 && IsPureAck(spec) && spec.Sequence == fin.Sequence + fin.Length + 1
        && spec.Acknowledgement == fin.Acknowledgement && DataAckOf(spec) is { } acknowledged && acknowledged == DataAckOf(fin)
        && _world.AwaitPacket(_world.Now) is null && PassBy("nothing for the line that repeats the Data ACK of a FIN");

    private static DataNumber? DataAckOf(PacketAction spec) => spec.Options?.OfType<DssOption>().FirstOrDefault()?.DataAck;

    private bool PassBy(string what)
    {
        var note = $"not looked at: {what}";
        if (!_notes.Contains(note))
        {
            _notes.Add(note);
        }

        return true;
    }
}
