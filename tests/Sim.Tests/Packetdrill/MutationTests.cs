using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;
using Mpsim.Packetdrill.Running;
using Mpsim.Packetdrill.World;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Packetdrill;

/// <summary>A script that passes whatever the stack does tests nothing: with its behaviour switched off, or spoilt on the wire, it fails.</summary>
public sealed class MutationTests
{
    private static readonly Dictionary<string, (string Script, Action<HostConfiguration> Change)> Switches = new()
    {
        ["timestamps off"] = ("tcp/three-way-handshake-client.pkt", host => host.Tcp = host.Tcp with { Timestamps = false }),
        ["SACK off"] = ("tcp/out-of-order-data.pkt", host => host.Tcp = host.Tcp with { Sack = false }),
        ["window scaling off"] = ("tcp/three-way-handshake-server.pkt", host => host.Tcp = host.Tcp with { WindowScaling = false }),
        ["no delayed acknowledgements"] = ("tcp/delayed-ack.pkt", host => host.Tcp = host.Tcp with { DelayedAck = false }),
        ["Nagle's algorithm off"] = ("tcp/nagle.pkt", host => host.Tcp = host.Tcp with { NoDelay = true }),
        ["initial window of four"] = ("tcp/initial-window-of-ten.pkt", host => host.Tcp = host.Tcp with { InitialWindow = 4 }),
        ["MTU of 1,400"] = ("tcp/three-way-handshake-server.pkt", host => host.Tcp = host.Tcp with { Mtu = 1400 }),
        ["one SYN only"] = ("tcp/syn-retransmission.pkt", host => host.Tcp = host.Tcp with { SynRetries = 0 }),
        ["PAWS without timestamps"] = ("tcp/old-timestamp-is-refused.pkt", host => host.Tcp = host.Tcp with { Timestamps = false }),
        ["loss found by duplicates only"] = ("tcp/fast-retransmit.pkt", host => host.Tcp = host.Tcp with { Sack = false }),
        ["MPTCP off"] = ("mptcp/capable-handshake-server.pkt", host => host.MptcpEnabled = false),
        ["Data ACKs of eight octets always"] = ("mptcp/short-data-sequence-number.pkt", host => host.Mptcp = host.Mptcp with { LongDataAck = true }),
        ["no plain SYN"] = ("mptcp/plain-syn-after-three-with-mptcp.pkt", host => host.Mptcp = host.Mptcp with { SynRepeatsBeforeFallback = 9 }),
        ["fast close by ACK"] = ("mptcp/fastclose-is-sent.pkt", host => host.Mptcp = host.Mptcp with { FastcloseByAck = true }),
        ["no checks of silence"] = ("mptcp/recovery-on-another-subflow.pkt", host => host.Mptcp = host.Mptcp with { StaleLossCount = 0 }),
        ["no octet before the window"] = ("mptcp/window-of-the-data-level-is-closed.pkt", host => host.Mptcp = host.Mptcp with { StaleLossCount = 0 }),
        ["checksums where nobody asks"] = ("mptcp/mappings-that-overlap.pkt", host => host.Mptcp = host.Mptcp with { Checksum = true }),
        ["no tail loss probe"] = ("tcp/tail-loss-probe.pkt", host => host.Tcp = host.Tcp with { TailLossProbe = false }),
        ["reno instead of CUBIC"] = ("tcp/fast-retransmit.pkt", host => host.Congestion = "reno"),
    };

    private static readonly Dictionary<string, (string Script, Action<Packet> Change)> Tampering = new()
    {
        ["options removed"] = ("tcp/three-way-handshake-client.pkt", packet => packet.Segment.Options = null),
        ["an octet too many"] = ("tcp/nagle.pkt", packet => packet.Segment.PayloadLength += packet.Segment.PayloadLength > 0 ? (ushort)1 : (ushort)0),
        ["acknowledgement off by one"] = ("tcp/half-close.pkt", packet => packet.Segment.Ack += packet.Segment.Has(TcpFlags.Syn) ? 0u : 1u),
        ["FIN removed"] = ("tcp/active-close.pkt", packet => packet.Segment.Flags &= ~TcpFlags.Fin),
        ["DSS removed"] = ("mptcp/data-of-the-listener.pkt", packet => packet.Segment.HasDss = false),
        ["DATA_FIN removed"] = ("mptcp/data-fin-then-fin.pkt", packet => packet.Segment.Dss &= ~DssFlags.DataFin),
        ["HMAC of a join spoilt"] = ("mptcp/join-server.pkt", packet => SpoilHmac(packet)),
        ["another address announced"] = ("mptcp/add-address-server.pkt", packet => Announce(packet, IpAddress.Of(198, 51, 100, 3))),
        ["data sequence off by one"] = ("mptcp/reinjection.pkt", packet => packet.Segment.Dsn++),
        ["checksum spoilt"] = ("mptcp/checksum-asked-for-by-the-peer.pkt", packet => packet.Segment.DssChecksum++),
        ["checksum of the first data left out"] = ("mptcp/checksum-of-the-first-data.pkt", packet => Change(packet, options => options with { MpCapable = options.MpCapable is { } capable ? capable with { Checksum = null } : null })),
        ["MP_FAIL removed"] = ("mptcp/mp-fail-is-sent.pkt", packet => Change(packet, options => options with { MpFail = null })),
        ["MP_FAIL for other data"] = ("mptcp/mp-fail-on-one-of-two-subflows.pkt", packet => Change(packet, options => options with { MpFail = options.MpFail is { } fail ? new MpFail(fail.Dsn + 1) : null })),
        ["infinite mapping made finite"] = ("mptcp/mp-fail-is-received.pkt", packet => packet.Segment.DataLength = Math.Max(packet.Segment.DataLength, packet.Segment.PayloadLength)),
        ["Data ACK without its upper half"] = ("mptcp/short-numbers-across-2-to-the-32.pkt", packet => packet.Segment.DataAck = (uint)packet.Segment.DataAck),
        ["reason of an RST spoilt"] = ("mptcp/join-third-ack-without-option.pkt", packet => Change(packet, options => options with { MpTcpRst = options.MpTcpRst is { } reset ? reset with { Reason = 0 } : null })),
        ["RST for a contradiction removed"] = ("mptcp/mapping-that-contradicts-an-earlier-one.pkt", packet => packet.Segment.Flags &= ~TcpFlags.Rst),
        ["DATA_FIN taken off data"] = ("mptcp/data-fin-shares-the-last-mapping.pkt", packet => packet.Segment.Dss &= ~DssFlags.DataFin),
        ["hops lost"] = ("mptcp/time-to-live.pkt", packet => packet.TimeToLive--),
        ["RST instead of a challenge"] = ("tcp/syn-in-established-is-challenged.pkt", packet => packet.Segment.Flags |= TcpFlags.Rst),
    };

    public static TheoryData<string> SwitchNames => [.. Switches.Keys];

    public static TheoryData<string> TamperingNames => [.. Tampering.Keys];

    [Theory]
    [MemberData(nameof(SwitchNames))]
    public void Script_fails_when_its_behaviour_is_switched_off(string name)
    {
        var (script, change) = Switches[name];

        Assert.Equal(ScriptStatus.Passed, Run(new ScriptDrill(), script));
        Assert.Equal(ScriptStatus.Failed, Run(new ScriptDrill { Prepare = change }, script));
    }

    [Theory]
    [MemberData(nameof(TamperingNames))]
    public void Script_fails_when_the_wire_changes_what_was_sent(string name)
    {
        var (script, change) = Tampering[name];

        Assert.Equal(ScriptStatus.Failed, Run(new ScriptDrill { Tamper = change }, script));
    }

    private static void SpoilHmac(Packet packet)
    {
        if (packet.Segment.Options is { MpJoin: { Hmac.Length: > 0 } join } options)
        {
            packet.Segment.Options = options with { MpJoin = join with { Hmac = [.. join.Hmac.Select(octet => (byte)~octet)] } };
        }
    }

    private static void Change(Packet packet, Func<SegmentOptions, SegmentOptions> change) =>
        packet.Segment.Options = packet.Segment.Options is { } options ? change(options) : null;

    private static void Announce(Packet packet, IpAddress address)
    {
        if (packet.Segment.Options is { AddAddress: { } announced } options)
        {
            packet.Segment.Options = options with { AddAddress = announced with { Address = address } };
        }
    }

    private static ScriptStatus Run(ScriptDrill drill, string script) =>
        drill.Run(script, File.ReadAllText(Path.Combine(Repository.Root, "tests", "Scripts", script))).Status;
}
