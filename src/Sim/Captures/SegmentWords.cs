using System.Globalization;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Conversion;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Captures;

/// <summary>What a segment says, in the words of the RFCs. Numbers are relative to the beginning of their sequence space, where that was seen.</summary>
internal sealed class SegmentWords
{
    private readonly ConnectionNumbers _numbers = new();

    /// <summary>Flags, numbers and length: <c>SYN ACK seq 0 ack 1 win 65535</c>.</summary>
    public string Header(Packet packet)
    {
        ref var segment = ref packet.Segment;
        _numbers.Note(packet);
        List<string> words = [FlagWords(segment.Flags), $"seq {_numbers.Seq(packet)}"];
        if (segment.Has(TcpFlags.Ack))
        {
            words.Add($"ack {_numbers.Ack(packet)}");
        }

        words.Add(Invariant($"win {segment.Window}"));
        if (segment.PayloadLength > 0)
        {
            words.Add(Invariant($"data {segment.PayloadLength}"));
        }

        if (packet.Ecn == EcnCodepoint.Ce)
        {
            words.Add("CE");
        }

        return string.Join(' ', words);
    }

    /// <summary>The options in words, in the order of importance to a reader; empty when there are none worth telling.</summary>
    public string Options(Packet packet)
    {
        ref var segment = ref packet.Segment;
        var words = new List<string>();
        if (segment.Options is { } options)
        {
            AddHandshake(options, words);
            AddSignals(packet, options, words);
        }

        if (segment.HasDss)
        {
            AddDss(packet, words);
        }

        for (var i = 0; i < segment.SackCount; i++)
        {
            words.Add($"SACK {_numbers.AckedSeq(packet, segment.Sack[i].Left)}-{_numbers.AckedSeq(packet, segment.Sack[i].Right)}");
        }

        // Every segment has them; only in a SYN do they say something: that they are offered.
        if (segment.HasTimestamps && segment.Has(TcpFlags.Syn))
        {
            words.Add("timestamps");
        }

        return string.Join(", ", words);
    }

    private static string FlagWords(TcpFlags flags)
    {
        (TcpFlags Flag, string Word)[] words =
        [
            (TcpFlags.Syn, "SYN"), (TcpFlags.Fin, "FIN"), (TcpFlags.Rst, "RST"), (TcpFlags.Psh, "PSH"), (TcpFlags.Ack, "ACK"), (TcpFlags.Urg, "URG"),
            (TcpFlags.Ece, "ECE"), (TcpFlags.Cwr, "CWR"),
        ];
        var set = string.Join(' ', words.Where(each => (flags & each.Flag) != 0).Select(each => each.Word));
        return set.Length == 0 ? "no flags" : set;
    }

    private static void AddHandshake(SegmentOptions options, List<string> words)
    {
        if (options.MpCapable is { } capable)
        {
            words.Add(CapableWords(capable));
        }

        if (options.MpJoin is { } join)
        {
            words.Add(JoinWords(join));
        }

        if (options.MaximumSegmentSize is { } size)
        {
            words.Add(Invariant($"MSS {size}"));
        }

        if (options.WindowScale is { } shift)
        {
            words.Add(Invariant($"window scale {shift}"));
        }

        if (options.SackPermitted)
        {
            words.Add("SACK permitted");
        }

        if (options.FastOpen is { } cookie)
        {
            words.Add(FastOpenWords(cookie));
        }

        if (options.Authentication is not null)
        {
            words.Add("TCP-AO");
        }
    }

    private static string FastOpenWords(FastOpenCookie cookie) =>
        (cookie.IsRequest ? "Fast Open cookie request" : $"Fast Open cookie {Convert.ToHexStringLower(cookie.Cookie)}") + (cookie.Experimental ? " (option 254)" : "");

    private static string CapableWords(MpCapable capable)
    {
        var text = Invariant($"MP_CAPABLE v{capable.Version}");
        text += (capable.SenderKey, capable.ReceiverKey) switch
        {
            ({ } sender, { } receiver) => Invariant($" keys {sender:x16} {receiver:x16}"),
            ({ } sender, null) => Invariant($" key {sender:x16}"),
            _ => "",
        };
        text += capable.DataLength is { } length ? Invariant($" data {length}") : "";
        text += (capable.Flags & MpCapable.ChecksumRequired) != 0 ? " checksums" : "";
        return text + ((capable.Flags & MpCapable.NoJoinToThisAddress) != 0 ? " no joins to this address" : "");
    }

    private static string JoinWords(MpJoin join) => join.Kind switch
    {
        MpJoinKind.Syn => Invariant($"MP_JOIN syn token {join.Token:x8} nonce {join.Nonce:x8} id {join.AddressId}") + BackupWord(join.Backup),
        MpJoinKind.SynAck => Invariant($"MP_JOIN syn/ack hmac {Convert.ToHexStringLower(join.Hmac)} nonce {join.Nonce:x8} id {join.AddressId}") + BackupWord(join.Backup),
        _ => $"MP_JOIN ack hmac {Convert.ToHexStringLower(join.Hmac.AsSpan(0, 8))}…",
    };

    private static string BackupWord(bool backup) => backup ? " backup" : "";

    private void AddSignals(Packet packet, SegmentOptions options, List<string> words)
    {
        if (options.AddAddress is { } added)
        {
            var address = added.Port is { } port ? new Endpoint(added.Address, port).ToString() : added.Address.ToString();
            words.Add(Invariant($"ADD_ADDR{(added.Echo ? " echo" : "")} id {added.AddressId} {address}"));
        }

        if (options.RemoveAddress is { } removed)
        {
            words.Add($"REMOVE_ADDR id {string.Join(' ', removed.AddressIds)}");
        }

        if (options.MpPrio is { } prio)
        {
            words.Add(prio.Backup ? "MP_PRIO backup" : "MP_PRIO regular");
        }

        if (options.MpFail is { } fail)
        {
            words.Add($"MP_FAIL from DSN {_numbers.Dsn(packet, fail.Dsn, isLong: true, ofPeer: true)}");
        }

        if (options.MpFastclose is not null)
        {
            words.Add("MP_FASTCLOSE");
        }

        if (options.MpTcpRst is { } reset)
        {
            words.Add($"MP_TCPRST {ReasonWords(reset.Reason)}{(reset.Transient ? ", transient" : "")}");
        }

        words.AddRange(options.Unknown.Select(UnknownWords));
    }

    private static string UnknownWords(UnknownOption unknown) => PlainMode.Read(unknown) is { Server: var server }
        ? $"plain mode to {(server.Port == 0 ? server.Address.ToString() : server.ToString())}"
        : Invariant($"option of kind {unknown.Kind}");

    /// <summary>RFC 8684 section 3.6.</summary>
    private static string ReasonWords(byte reason) => reason switch
    {
        0 => "unspecified error",
        1 => "MPTCP-specific error",
        2 => "lack of resources",
        3 => "administratively prohibited",
        4 => "too much outstanding data",
        5 => "unacceptable performance",
        6 => "middlebox interference",
        _ => Invariant($"reason {reason}"),
    };

    private void AddDss(Packet packet, List<string> words)
    {
        ref var segment = ref packet.Segment;
        var dss = segment.Dss;
        if ((dss & DssFlags.Mapping) != 0)
        {
            var dsn = _numbers.Dsn(packet, segment.Dsn, (dss & DssFlags.Dsn8) != 0, ofPeer: false);
            var fin = (dss & DssFlags.DataFin) != 0;
            var octets = segment.DataLength - (fin ? 1 : 0);
            if (octets > 0)
            {
                words.Add(Invariant($"DSN {dsn} length {octets} at {segment.SubflowSeq}"));
            }
            else if (!fin)
            {
                words.Add($"DSN {dsn} infinite mapping");
            }

            if ((dss & DssFlags.Checksum) != 0)
            {
                words.Add(Invariant($"checksum {segment.DssChecksum:x4}"));
            }
        }

        if ((dss & DssFlags.DataAck) != 0)
        {
            words.Add($"DATA_ACK {_numbers.Dsn(packet, segment.DataAck, (dss & DssFlags.DataAck8) != 0, ofPeer: true)}");
        }

        if ((dss & DssFlags.DataFin) != 0)
        {
            words.Add("DATA_FIN");
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
