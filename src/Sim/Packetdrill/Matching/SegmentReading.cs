using Mpsim.Models.Mptcp;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Codec;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;
using Mpsim.Packetdrill.Syntax;
using Mpsim.Scenarios.Errors;

namespace Mpsim.Packetdrill.Matching;

/// <summary>Turns a segment that the host has sent into the script's notation, options in the order and with the padding of Linux.</summary>
internal static class SegmentReading
{
    public static PacketAction Read(SentPacket sent, Flow flow, SourcePosition position)
    {
        ref readonly var segment = ref sent.Segment;
        var isSyn = segment.Has(TcpFlags.Syn);
        return new PacketAction
        {
            Position = position,
            Outbound = true,
            Source = new EndpointSpec(null, sent.Local.Address, sent.Local.Port),
            Destination = new EndpointSpec(null, sent.Remote.Address, sent.Remote.Port),
            Ip = new IpFields(EcnOf(sent.Ecn), (byte)((sent.Dscp << 2) | (byte)sent.Ecn), sent.TimeToLive, null),
            Flags = segment.Flags,
            Sequence = flow.LocalToScript(segment.Seq, isSyn),
            Length = segment.PayloadLength,
            Acknowledgement = segment.Has(TcpFlags.Ack) ? flow.RemoteToScript(segment.Ack, isSyn) : 0,
            Window = segment.Window,
            Options = ReadOptions(segment, flow),
        };
    }

    /// <summary>Linux: tcp_options_write. SACK-permitted takes the place of the timestamps' padding; MPTCP's options come last.</summary>
    private static List<TcpOptionSpec> ReadOptions(in Segment segment, Flow flow)
    {
        List<TcpOptionSpec> options = [];
        var general = segment.Options;
        if (general?.MaximumSegmentSize is { } mss)
        {
            options.Add(new MssOption(mss));
        }

        if (segment.HasTimestamps)
        {
            options.AddRange(general is { SackPermitted: true } ? [new SackPermittedOption()] : [new NopOption(), new NopOption()]);
            options.Add(new TimestampsOption(flow.TimestampToScript(segment.TsVal), segment.TsEcr));
        }
        else if (general is { SackPermitted: true })
        {
            options.AddRange([new NopOption(), new NopOption(), new SackPermittedOption()]);
        }

        if (general?.WindowScale is { } scale)
        {
            options.AddRange([new NopOption(), new WindowScaleOption(scale)]);
        }

        if (segment.SackCount > 0)
        {
            List<(uint, uint)> blocks = [];
            for (var i = 0; i < segment.SackCount; i++)
            {
                blocks.Add((flow.RemoteToScript(segment.Sack[i].Left, false), flow.RemoteToScript(segment.Sack[i].Right, false)));
            }

            options.AddRange([new NopOption(), new NopOption(), new SackOption(blocks)]);
        }

        if (general?.FastOpen is { } open)
        {
            AddPadded(options, new FastOpenOption(Convert.ToHexStringLower(open.Cookie), false), open.Length);
        }

        AddMptcp(segment, flow, options);
        return options;
    }

    private static EcnField EcnOf(EcnCodepoint ecn) => ecn switch
    {
        EcnCodepoint.Ect0 => EcnField.Ect0,
        EcnCodepoint.Ect1 => EcnField.Ect1,
        EcnCodepoint.Ce => EcnField.Congested,
        _ => EcnField.NotCapable,
    };

    private static void AddMptcp(in Segment segment, Flow flow, List<TcpOptionSpec> options)
    {
        if (segment.Options is { } general)
        {
            if (general.MpCapable is { } capable)
            {
                AddPadded(options, ReadCapable(capable), capable.Length);
            }

            if (general.MpJoin is { } join)
            {
                AddPadded(options, ReadJoin(join), join.Length);
            }

            if (general.AddAddress is { } address)
            {
                AddPadded(options, ReadAddAddress(address), address.Length);
            }

            if (general.RemoveAddress is { } remove)
            {
                AddPadded(options, new RemoveAddressOption(remove.AddressIds), remove.Length);
            }

            if (general.MpPrio is { } priority)
            {
                AddPadded(options, new MpPrioOption(priority.Backup, null), MpPrio.Length);
            }

            if (general.MpFastclose is { } close)
            {
                AddPadded(options, new MpFastcloseOption(new KeySpec(null, close.ReceiverKey), 0), MpFastclose.Length);
            }
        }

        if (segment.HasDss)
        {
            AddPadded(options, ReadDss(segment, flow), UnpaddedLength(segment.Dss));
        }

        if (segment.Options?.MpFail is { } fail)
        {
            AddPadded(options, new MpFailOption(Relative(fail.Dsn, true, flow.Session.RemoteKey)), MpFail.Length);
        }

        if (segment.Options?.MpTcpRst is { } reset)
        {
            AddPadded(options, new MpResetOption(reset.Reason, reset.Transient), MpTcpRst.Length);
        }
    }

    private static void AddPadded(List<TcpOptionSpec> options, TcpOptionSpec option, int length)
    {
        options.Add(option);
        for (var i = length; i % 4 != 0; i++)
        {
            options.Add(new NopOption());
        }
    }

    private static MpCapableOption ReadCapable(MpCapable capable)
    {
        List<KeySpec> keys = [];
        if (capable.SenderKey is { } sender)
        {
            keys.Add(new KeySpec(null, sender));
        }

        if (capable.ReceiverKey is { } receiver)
        {
            keys.Add(new KeySpec(null, receiver));
        }

        return new MpCapableOption(capable.Version, capable.Flags, keys, capable.DataLength);
    }

    private static TcpOptionSpec ReadJoin(MpJoin join) => join.Kind switch
    {
        MpJoinKind.Syn => new JoinSynOption(join.Backup, join.AddressId, new DerivedValue(DerivedKind.Literal, join.Token), join.Nonce),
        MpJoinKind.SynAck => new JoinSynAckOption(join.Backup, join.AddressId, new DerivedValue(DerivedKind.Literal, FirstWord(join.Hmac)), join.Nonce),
        _ => new JoinAckOption(new DerivedValue(DerivedKind.Literal, FirstWord(join.Hmac))),
    };

    /// <summary>The first eight octets of an HMAC stand for the whole in messages; the comparison is of what was sent.</summary>
    internal static ulong FirstWord(byte[] hmac) => System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(hmac);

    private static AddAddressOption ReadAddAddress(AddAddress address) => new()
    {
        AddressId = address.AddressId,
        Address = address.Address,
        Port = address.Port,
        Echo = address.Echo,
        Hmac = new DerivedValue(DerivedKind.Literal, address.TruncatedHmac),
    };

    private static DssOption ReadDss(in Segment segment, Flow flow)
    {
        var dss = new DssOption { DataFin = (segment.Dss & DssFlags.DataFin) != 0 };
        if ((segment.Dss & DssFlags.DataAck) != 0)
        {
            dss = dss with { DataAck = Relative(segment.DataAck, (segment.Dss & DssFlags.DataAck8) != 0, flow.Session.RemoteKey) };
        }

        if ((segment.Dss & DssFlags.Mapping) != 0)
        {
            dss = dss with
            {
                Dsn = Relative(segment.Dsn, (segment.Dss & DssFlags.Dsn8) != 0, flow.Session.LocalKey),
                SubflowSequence = segment.SubflowSeq,
                DataLength = segment.DataLength,
                Checksum = (segment.Dss & DssFlags.Checksum) == 0 ? ChecksumSpec.None : segment.DssChecksum == ChecksumOf(segment, flow.Session.LocalKey) ? ChecksumSpec.Computed : ChecksumSpec.Literal,
                ChecksumValue = (segment.Dss & DssFlags.Checksum) != 0 ? segment.DssChecksum : (ushort)0,
            };
        }

        return dss;
    }

    /// <summary>The checksum that a mapping should have; 0 for one without end (RFC 8684 sections 3.3.1 and 3.7).</summary>
    /// <param name="segment">The segment with the mapping and all its data.</param>
    /// <param name="key">Key of the sender of the data, by which a number of four octets gets the other half.</param>
    public static ushort ChecksumOf(in Segment segment, ulong? key)
    {
        if (segment.DataLength == 0)
        {
            return 0;
        }

        var initial = key is { } known ? MptcpCrypto.InitialDataSequence(known) : 0;
        var dsn = (segment.Dss & DssFlags.Dsn8) != 0 ? segment.Dsn : initial + (uint)(segment.Dsn - initial);
        return DataChecksum.Of(dsn, segment.SubflowSeq, segment.DataLength, segment.Payload, segment.PayloadLength);
    }

    private static DataNumber Relative(ulong number, bool isLong, ulong? key)
    {
        var relative = number - (key is { } known ? MptcpCrypto.InitialDataSequence(known) : 0);
        return new DataNumber(isLong ? 8 : 4, isLong ? relative : (uint)relative);
    }

    private static int UnpaddedLength(DssFlags dss) =>
        4 + ((dss & DssFlags.DataAck) == 0 ? 0 : (dss & DssFlags.DataAck8) != 0 ? 8 : 4)
        + ((dss & DssFlags.Mapping) == 0 ? 0 : ((dss & DssFlags.Dsn8) != 0 ? 14 : 10) + ((dss & DssFlags.Checksum) != 0 ? 2 : 0));
}
