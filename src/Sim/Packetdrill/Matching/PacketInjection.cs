using System.Buffers.Binary;
using Mpsim.Models.Kernel;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Codec;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;
using Mpsim.Packetdrill.Syntax;

namespace Mpsim.Packetdrill.Matching;

/// <summary>Makes real packets of those that a script injects: absolute numbers, keys, tokens and HMACs.</summary>
internal sealed class PacketInjection(Variables variables, FlowTable flows, RandomStream chance)
{
    /// <summary>The byte stream of everything that the tester sends.</summary>
    public const int Stream = 1;

    /// <summary>Fills a packet.</summary>
    /// <exception cref="RunException">A value that it needs is not known.</exception>
    public void Fill(PacketAction spec, Packet packet)
    {
        if (spec.HasAccurateEcn)
        {
            throw new UnsupportedException("the flags of Accurate ECN");
        }

        var flow = flows.ToInject(spec);
        packet.Source = flow.Remote;
        packet.Destination = flow.Local;
        packet.Ecn = EcnOf(spec.Ip);
        packet.Dscp = (byte)((spec.Ip.TypeOfService ?? 0) >> 2);
        packet.TimeToLive = spec.Ip.TimeToLive ?? Packet.DefaultTimeToLive;
        ref var segment = ref packet.Segment;
        var isSyn = (spec.Flags & TcpFlags.Syn) != 0;
        segment.Window = spec.Window ?? 0;
        if (isSyn && !flow.TesterHasSynchronised)
        {
            flow.TesterHasSynchronised = true;
            flow.ScriptRemoteIsn = spec.Sequence;
            flow.RemoteIsn = chance.NextUInt32();
        }

        segment.Flags = spec.Flags;
        segment.Seq = flow.RemoteToLive(spec.Sequence, isSyn);
        segment.Ack = (spec.Flags & TcpFlags.Ack) != 0 ? flow.LocalToLive(spec.Acknowledgement, isSyn) : 0;
        segment.Window = spec.Window ?? 0;
        segment.PayloadLength = (ushort)spec.Length;
        foreach (var option in spec.Options!)
        {
            Apply(option, flow, ref segment);
        }

        if (spec.Length > 0)
        {
            segment.Payload = new Payload(Stream, OffsetOf(spec, segment, flow));
        }

        AddChecksums(spec, flow, ref segment);
        packet.Measure();
    }

    /// <summary>The checksum of a mapping, right or as the script has it; of the first data of an opener always the right one.</summary>
    private static void AddChecksums(PacketAction spec, Flow flow, ref Segment segment)
    {
        if ((segment.Dss & DssFlags.Checksum) != 0 && spec.Options!.OfType<DssOption>().First() is var dss)
        {
            segment.DssChecksum = dss.Checksum == ChecksumSpec.Literal ? dss.ChecksumValue : SegmentReading.ChecksumOf(segment, flow.Session.RemoteKey);
        }

        if (segment.Options is { MpCapable: { DataLength: { } length } capable } options && (capable.Flags & MpCapable.ChecksumRequired) != 0)
        {
            var checksum = DataChecksum.Of(MptcpCrypto.InitialDataSequence(capable.SenderKey!.Value) + 1, 1, length, segment.Payload, segment.PayloadLength);
            segment.Options = options with { MpCapable = capable with { Checksum = checksum } };
        }
    }

    /// <summary>Octets have the place in the stream that their mapping gives them, else that of the sequence number.</summary>
    private static long OffsetOf(PacketAction spec, in Segment segment, Flow flow)
    {
        if (segment.HasDss && (segment.Dss & DssFlags.Mapping) != 0 && segment.DataLength > 0 && flow.Session.RemoteKey is { } key)
        {
            var skipped = (uint)(segment.Seq - flow.RemoteIsn) - segment.SubflowSeq;
            return (uint)(segment.Dsn - MptcpCrypto.InitialDataSequence(key) - 1) + skipped;
        }

        return (spec.Flags & TcpFlags.Syn) != 0 ? 0 : (uint)(segment.Seq - flow.RemoteIsn - 1);
    }

    private static EcnCodepoint EcnOf(IpFields ip) => ip.Ecn switch
    {
        EcnField.Ect0 => EcnCodepoint.Ect0,
        EcnField.Ect1 => EcnCodepoint.Ect1,
        EcnField.Congested => EcnCodepoint.Ce,
        _ => (EcnCodepoint)((ip.TypeOfService ?? 0) & 3),
    };

    private void Apply(TcpOptionSpec option, Flow flow, ref Segment segment)
    {
        switch (option)
        {
            case NopOption or EolOption:
                break;
            case ForeignOption foreign:
                throw new UnsupportedException(foreign.What);
            case TimestampsOption times:
                segment.HasTimestamps = true;
                segment.TsVal = times.Value;
                segment.TsEcr = segment.Has(TcpFlags.Ack) ? flow.EchoToLive(times.Echo) : 0;
                break;
            case SackOption sack:
                foreach (var (left, right) in sack.Blocks.Take(SackBlocks.Capacity))
                {
                    segment.Sack[segment.SackCount++] = new SackBlock(flow.LocalToLive(left, false), flow.LocalToLive(right, false));
                }

                break;
            case DssOption dss:
                ApplyDss(dss, flow, ref segment);
                break;
            default:
                segment.Options = AddTo(segment.Options ?? new SegmentOptions(), option, flow, segment);
                break;
        }
    }

    private SegmentOptions AddTo(SegmentOptions options, TcpOptionSpec option, Flow flow, in Segment segment) => option switch
    {
        MssOption mss => options with { MaximumSegmentSize = mss.Value },
        WindowScaleOption scale => options with { WindowScale = scale.Shift },
        SackPermittedOption => options with { SackPermitted = true },
        FastOpenOption open => options with { FastOpen = new FastOpenCookie(Convert.FromHexString(Cookie(open.Cookie)), open.Experimental) },
        MpCapableOption capable => options with { MpCapable = Capable(capable, flow) },
        JoinSynOption join => options with { MpJoin = JoinSyn(join, flow) },
        JoinSynAckOption join => options with { MpJoin = JoinSynAck(join, flow) },
        JoinAckOption join => options with { MpJoin = new MpJoin(MpJoinKind.Ack, false, 0, 0, 0, Hmac(join.Hmac, flow, 20)) },
        AddAddressOption address => options with { AddAddress = Address(address, flow) },
        RemoveAddressOption remove => options with { RemoveAddress = new RemoveAddress([.. remove.AddressIds]) },
        SignatureOption signature => options with { Unknown = [.. options.Unknown, new UnknownOption(SegmentOptions.Md5Signature, signature.Digest)] },
        MpPrioOption { AddressId: { } id } old => options with { Unknown = [.. options.Unknown, new UnknownOption(30, [(byte)(0x50 | (old.Backup ? 1 : 0)), id])] },
        MpPrioOption priority => options with { MpPrio = new MpPrio(priority.Backup) },
        MpFailOption fail => options with { MpFail = new MpFail(Absolute(fail.Dsn, flow.Session.LocalKey, 0)) },
        MpFastcloseOption close => options with { MpFastclose = new MpFastclose(FastcloseKey(close, flow)) },
        MpResetOption reset => options with { MpTcpRst = new MpTcpRst(reset.Transient, reset.Reason) },
        _ => throw new UnsupportedException(PacketText.OptionText(option)),
    };

    private string Cookie(string text) => !text.StartsWith("TFO_", StringComparison.Ordinal) ? text
        : variables.FindCookie(text) ?? throw new UnsupportedException($"the cookie {text}, which the host has not sent");

    private MpCapable Capable(MpCapableOption spec, Flow flow)
    {
        var keys = spec.Keys.Select(variables.KeyToInject).ToArray();
        if (keys.Length > 0)
        {
            flow.Session.RemoteKey ??= keys[0];
        }

        return new MpCapable((byte)spec.Version, spec.Flags, keys.Length > 0 ? keys[0] : null, keys.Length > 1 ? keys[1] : null, spec.DataLength);
    }

    private MpJoin JoinSyn(JoinSynOption spec, Flow flow)
    {
        flow.RemoteNonce = spec.Random ?? chance.NextUInt32();
        var token = spec.Token.Kind switch
        {
            DerivedKind.Literal => (uint)spec.Token.Value,
            DerivedKind.OfKeys => MptcpCrypto.Token(Key(spec.Token.First!)),
            DerivedKind.Sha1 => throw new UnsupportedException("SHA-1 tokens of MPTCP version 0"),
            _ => MptcpCrypto.Token(flows.FindSession(session => session.LocalKey is not null)?.LocalKey ?? throw new RunException("no connection whose token could be meant is known")),
        };
        flow.Session = flows.FindSession(session => session.LocalKey is { } local && MptcpCrypto.Token(local) == token) ?? flow.Session;
        return new MpJoin(MpJoinKind.Syn, spec.Backup, spec.AddressId ?? 0, token, flow.RemoteNonce, []);
    }

    private MpJoin JoinSynAck(JoinSynAckOption spec, Flow flow)
    {
        flow.RemoteNonce = spec.Random ?? chance.NextUInt32();
        return new MpJoin(MpJoinKind.SynAck, spec.Backup ?? false, spec.AddressId ?? 0, 0, flow.RemoteNonce, Hmac(spec.Hmac, flow, 8));
    }

    /// <summary>The HMAC of a join that the tester sends.</summary>
    private byte[] Hmac(DerivedValue spec, Flow flow, int octets)
    {
        var result = new byte[octets];
        if (spec.Kind == DerivedKind.Literal)
        {
            BinaryPrimitives.WriteUInt64BigEndian(result, spec.Value);
            return result;
        }

        var sender = spec.First is { } first ? Key(first) : RemoteKey(flow);
        var receiver = spec.Second is { } second ? Key(second) : LocalKey(flow);
        MptcpCrypto.JoinHmac(sender, receiver, flow.RemoteNonce, flow.LocalNonce).AsSpan(0, octets).CopyTo(result);
        return result;
    }

    private AddAddress Address(AddAddressOption spec, Flow flow)
    {
        var name = spec.Variable!;
        if (spec.Address is { } given)
        {
            variables.SetEndpoint(name, new Endpoint(given, spec.Port ?? flow.Remote.Port));
        }
        else if (variables.FindEndpoint(name) is null)
        {
            variables.SetEndpoint(name, flows.FreshRemoteAddress(spec.Port ?? flow.Remote.Port));
        }

        var address = variables.FindEndpoint(name)!.Value.Address;
        var id = spec.AddressId ?? 1;
        var hmac = spec.Echo ? 0
            : spec.Hmac.Kind == DerivedKind.Literal ? spec.Hmac.Value
            : MptcpCrypto.AddAddressHmac(RemoteKey(flow), LocalKey(flow), id, address, spec.Port);
        return new AddAddress(spec.Echo, id, address, spec.Port, hmac);
    }

    private ulong FastcloseKey(MpFastcloseOption spec, Flow flow) => (spec.Key is { } key ? variables.KeyToInject(key) : LocalKey(flow)) + spec.Added;

    private void ApplyDss(DssOption spec, Flow flow, ref Segment segment)
    {
        segment.HasDss = true;
        if (spec.DataAck is { } ack)
        {
            segment.Dss |= DssFlags.DataAck | (ack.Octets == 8 ? DssFlags.DataAck8 : DssFlags.None);
            segment.DataAck = Absolute(ack, flow.Session.LocalKey, 1);
        }

        if (spec.Dsn is { } dsn)
        {
            segment.Dss |= DssFlags.Mapping | (dsn.Octets == 8 ? DssFlags.Dsn8 : DssFlags.None);
            segment.Dsn = Absolute(dsn, flow.Session.RemoteKey, 1);
            segment.SubflowSeq = spec.SubflowSequence ?? segment.Seq - flow.RemoteIsn;
            segment.DataLength = spec.DataLength ?? (ushort)(segment.PayloadLength + (spec.DataFin ? 1 : 0));
        }

        segment.Dss |= spec.DataFin ? DssFlags.DataFin : DssFlags.None;
        segment.Dss |= spec.Checksum != ChecksumSpec.None ? DssFlags.Checksum : DssFlags.None;
    }

    /// <summary>A relative number counts from the initial one; a number of four octets keeps the low half.</summary>
    private ulong Absolute(DataNumber number, ulong? key, ulong otherwise)
    {
        key = number.KeyValue ?? (number.Key is { } name ? Key(name) : key);
        var initial = key is { } known ? MptcpCrypto.InitialDataSequence(known) : throw new RunException("a data sequence number is used before the key that it counts from is known");
        var absolute = initial + (number.Value ?? otherwise);
        return number.Octets == 4 ? (uint)absolute : absolute;
    }

    private ulong Key(string name) => variables.FindKey(name) ?? throw new RunException($"the key '{name}' has no value yet");

    private static ulong LocalKey(Flow flow) => flow.Session.LocalKey ?? throw new RunException("the host has not sent its key");

    private static ulong RemoteKey(Flow flow) => flow.Session.RemoteKey ?? throw new RunException("no key of the tester was injected");
}
