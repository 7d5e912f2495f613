using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Wire.Codec;

/// <summary>Any packet that the model can say, from one number: every option in every form, alone and with others, more than fit.</summary>
internal sealed class RandomPackets(ulong seed)
{
    private ulong _state = seed;

    public Packet Make()
    {
        var isIPv4 = Odds(2);
        var packet = new Packet
        {
            Source = new Endpoint(Address(isIPv4), (ushort)Number()),
            Destination = new Endpoint(Address(isIPv4), (ushort)Number()),
            Dscp = (byte)Below(64),
            Ecn = (EcnCodepoint)Below(4),
            TimeToLive = (byte)Number(),
        };
        ref var segment = ref packet.Segment;
        segment.Seq = (uint)Number();
        segment.Ack = (uint)Number();
        segment.Window = (ushort)Number();
        segment.Flags = (TcpFlags)Below(256);
        segment.PayloadLength = (ushort)(Odds(2) ? 0 : Odds(4) ? Below(1461) : Below(40));
        segment.Payload = new Payload(Below(5), (long)(Number() >> 20));
        segment.HasTimestamps = Odds(2);
        segment.TsVal = (uint)Number();
        segment.TsEcr = (uint)Number();
        segment.SackCount = (byte)(Odds(3) ? Below(5) : 0);
        for (var i = 0; i < segment.SackCount; i++)
        {
            segment.Sack[i] = new SackBlock((uint)Number(), (uint)Number());
        }

        if (Odds(2))
        {
            AddDss(ref segment);
        }

        if (Odds(2))
        {
            segment.Options = Options();
        }

        packet.Measure();
        return packet;
    }

    /// <summary>Any octets.</summary>
    public byte[] Octets(int count)
    {
        var octets = new byte[count];
        for (var i = 0; i < count; i++)
        {
            octets[i] = (byte)Number();
        }

        return octets;
    }

    public int Below(int bound) => (int)(Number() % (ulong)bound);

    /// <summary>Once in so many times.</summary>
    public bool Odds(int times) => Below(times) == 0;

    /// <summary>SplitMix64.</summary>
    private ulong Number()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    private IpAddress Address(bool isIPv4) => isIPv4 ? new IpAddress((uint)Number()) : new IpAddress(Number() | 1, Number());

    private void AddDss(ref Segment segment)
    {
        segment.HasDss = true;
        segment.Dss = (DssFlags)Below(32);
        if ((segment.Dss & DssFlags.Mapping) != 0 && Odds(2))
        {
            segment.Dss |= DssFlags.Checksum;
        }

        segment.DataAck = (segment.Dss & DssFlags.DataAck8) != 0 ? Number() : (uint)Number();
        segment.Dsn = (segment.Dss & DssFlags.Dsn8) != 0 ? Number() : (uint)Number();
        segment.SubflowSeq = (uint)Number();
        segment.DataLength = (ushort)Number();
        segment.DssChecksum = (ushort)Number();
    }

    private SegmentOptions Options()
    {
        // Either few options, so that they fit, or any number.
        var rarity = Odds(2) ? 3 : 10;
        return new SegmentOptions
        {
            MaximumSegmentSize = Odds(rarity) ? (ushort)Number() : null,
            WindowScale = Odds(rarity) ? (byte)Number() : null,
            SackPermitted = Odds(rarity),
            FastOpen = Odds(rarity) ? new FastOpenCookie(Octets(Below(17)), Odds(2)) : null,
            Authentication = Odds(rarity) ? new TcpAuthentication(Octets(Below(20))) : null,
            MpCapable = Odds(rarity) ? Capable() : null,
            MpJoin = Odds(rarity) ? Join() : null,
            AddAddress = Odds(rarity) ? Added() : null,
            RemoveAddress = Odds(rarity) ? new RemoveAddress(Octets(1 + Below(6))) : null,
            MpPrio = Odds(rarity) ? new MpPrio(Odds(2)) : null,
            MpFail = Odds(rarity) ? new MpFail(Number()) : null,
            MpFastclose = Odds(rarity) ? new MpFastclose(Number()) : null,
            MpTcpRst = Odds(rarity) ? new MpTcpRst(Odds(2), (byte)Number()) : null,
            Unknown = Odds(rarity) ? [.. Enumerable.Range(0, Below(3)).Select(_ => Unknown())] : [],
        };
    }

    private MpCapable Capable()
    {
        var form = Below(5);
        return new MpCapable(
            (byte)Below(16),
            (byte)Number(),
            form > 0 ? Number() : null,
            form > 1 ? Number() : null,
            form > 2 ? (ushort)Number() : null)
        {
            Checksum = form > 3 ? (ushort)Number() : null,
        };
    }

    private MpJoin Join() => Below(3) switch
    {
        0 => new MpJoin(MpJoinKind.Syn, Odds(2), (byte)Number(), (uint)Number(), (uint)Number(), []),
        1 => new MpJoin(MpJoinKind.SynAck, Odds(2), (byte)Number(), 0, (uint)Number(), Octets(8)),
        _ => new MpJoin(MpJoinKind.Ack, false, 0, 0, 0, Octets(20)),
    };

    private AddAddress Added()
    {
        var echo = Odds(2);
        return new AddAddress(echo, (byte)Number(), Address(Odds(2)), Odds(2) ? (ushort)Number() : null, echo ? 0 : Number());
    }

    private UnknownOption Unknown()
    {
        if (Odds(2))
        {
            // A subtype of MPTCP that nobody has defined.
            byte[] body = [(byte)(0x90 + (Below(7) << 4)), .. Octets(Below(10))];
            return new UnknownOption(30, body);
        }

        if (Odds(4))
        {
            return new UnknownOption(SegmentOptions.Md5Signature, Octets(16));
        }

        return new UnknownOption((byte)(64 + Below(192)), Octets(Below(12)));
    }
}
