using System.Text.RegularExpressions;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;
using Mpsim.Packetdrill.Running;
using Mpsim.Packetdrill.World;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Packetdrill;

/// <summary>A script that passes whatever the stack does tests nothing: with its behaviour switched off, or spoilt on the wire, it fails.</summary>
public sealed partial class MutationTests
{
    private static readonly Dictionary<string, (string Script, Action<HostConfiguration> Change, string At)> Switches = new()
    {
        ["timestamps off"] = ("tcp/three-way-handshake-client.pkt", host => host.Tcp = host.Tcp with { Timestamps = false }, "> S 0:0(0) <mss 1460, sackOK, TS val 100"),
        ["window scaling off"] = ("tcp/three-way-handshake-server.pkt", host => host.Tcp = host.Tcp with { WindowScaling = false }, "> S. 0:0(0) ack 1 <mss 1460, nop, nop, sackOK, nop, wscale 8>"),
        ["no delayed acknowledgements"] = ("tcp/delayed-ack.pkt", host => host.Tcp = host.Tcp with { DelayedAck = false }, "+.04 > . 1:1(0) ack 1701"),
        ["Nagle's algorithm off"] = ("tcp/nagle.pkt", host => host.Tcp = host.Tcp with { NoDelay = true }, "> P. 101:301(200)"),
        ["initial window of four"] = ("tcp/initial-window-of-ten.pkt", host => host.Tcp = host.Tcp with { InitialWindow = 4 }, "> . 1:10001(10000)"),
        ["MTU of 1,400"] = ("tcp/three-way-handshake-server.pkt", host => host.Tcp = host.Tcp with { Mtu = 1400 }, "> S. 0:0(0) ack 1 <mss 1460"),
        ["one SYN only"] = ("tcp/syn-retransmission.pkt", host => host.Tcp = host.Tcp with { SynRetries = 0 }, "+1 > S 0:0(0) <mss 1460, sackOK, TS val 1100"),
        ["MPTCP off"] = ("mptcp/capable-handshake-server.pkt", host => host.MptcpEnabled = false, "mpcapable v1 flags[flag_h] key[skey]"),
        ["Data ACKs of eight octets always"] = ("mptcp/short-data-sequence-number.pkt", host => host.Mptcp = host.Mptcp with { LongDataAck = true }, "ack 101 <dss dack4=101 nocs>"),
        ["no plain SYN"] = ("mptcp/plain-syn-after-three-with-mptcp.pkt", host => host.Mptcp = host.Mptcp with { SynRepeatsBeforeFallback = 9 }, "+1~+4 > S 0:0(0) <mss 1460, sackOK, TS val 3100"),
        ["fast close by ACK"] = ("mptcp/fastclose-is-sent.pkt", host => host.Mptcp = host.Mptcp with { FastcloseByAck = true }, "R. 1:1(0) ack 101 <mp_fastclose"),
        ["no checks of silence"] = ("mptcp/recovery-on-another-subflow.pkt", host => host.Mptcp = host.Mptcp with { StaleLossCount = 0 }, "+.2~+.35 > addr[s0] > addr[c1] P. 1:101(100)"),
        ["no octet before the window"] = ("mptcp/window-of-the-data-level-is-closed.pkt", host => host.Mptcp = host.Mptcp with { StaleLossCount = 0 }, "+.2 > . 1024:1024(0) ack 101"),
        ["checksums where nobody asks"] = ("mptcp/capable-handshake-server.pkt", host => host.Mptcp = host.Mptcp with { Checksum = true }, "mpcapable v1 flags[flag_h] key[skey]"),
        ["no tail loss probe"] = ("tcp/tail-loss-probe.pkt", host => host.Tcp = host.Tcp with { TailLossProbe = false }, "+.2 > P. 2001:3001(1000)"),
        ["memory is not counted"] = ("tcp/window-follows-from-memory.pkt", host => host.Tcp = host.Tcp with { ReceiveMemory = null }, "> S. 0:0(0) ack 1 win 8760"),
        ["the buffer does not grow"] = ("tcp/window-grows-for-full-packets.pkt", host => host.Tcp = host.Tcp with { ReceiveMemory = host.Tcp.ReceiveMemory! with { IsFixed = true } }, "assert SK_MEMINFO_RCVBUF > 60000"),
        ["reno instead of CUBIC"] = ("tcp/fast-retransmit.pkt", host => host.Congestion = "reno", "assert tcpi_snd_cwnd == 7 == tcpi_snd_ssthresh"),
    };

    private static readonly Dictionary<string, (string Script, Action<Packet> Change, string At)> Tampering = new()
    {
        ["SACK blocks removed"] = ("tcp/out-of-order-data.pkt", packet => packet.Segment.SackCount = 0, "sack 1001:2001>"),
        ["options removed"] = ("tcp/three-way-handshake-client.pkt", packet => packet.Segment.Options = null, "> S 0:0(0) <mss 1460, sackOK"),
        ["an octet too many"] = ("tcp/nagle.pkt", packet => packet.Segment.PayloadLength += packet.Segment.PayloadLength > 0 ? (ushort)1 : (ushort)0, "> P. 1:101(100)"),
        ["acknowledgement off by one"] = ("tcp/half-close.pkt", packet => packet.Segment.Ack += packet.Segment.Has(TcpFlags.Syn) ? 0u : 1u, "> F. 1:1(0) ack 1"),
        ["FIN removed"] = ("tcp/active-close.pkt", packet => packet.Segment.Flags &= ~TcpFlags.Fin, "> F. 1:1(0) ack 1"),
        ["DSS removed"] = ("mptcp/data-of-the-listener.pkt", packet => packet.Segment.HasDss = false, "> . 1:1(0) ack 101 <dss dack8=101 nocs>"),
        ["DATA_FIN removed"] = ("mptcp/data-fin-then-fin.pkt", packet => packet.Segment.Dss &= ~DssFlags.DataFin, "<dss dack8=101 dsn8=1 ssn=0"),
        ["HMAC of a join spoilt"] = ("mptcp/join-server.pkt", packet => SpoilHmac(packet), "mp_join_syn_ack"),
        ["another address announced"] = ("mptcp/add-address-server.pkt", packet => Announce(packet, IpAddress.Of(198, 51, 100, 3)), "<add_address address_id=1 addr"),
        ["data sequence off by one"] = ("mptcp/reinjection.pkt", packet => packet.Segment.Dsn++, "> addr[c0] P. 1:101(100) ack 101 <dss"),
        ["checksum spoilt"] = ("mptcp/checksum-asked-for-by-the-peer.pkt", packet => packet.Segment.DssChecksum++, "> P. 1:301(300) ack 101 <dss"),
        ["checksum of the first data left out"] = ("mptcp/checksum-of-the-first-data.pkt", packet => Change(packet, options => options with { MpCapable = options.MpCapable is { } capable ? capable with { Checksum = null } : null }), "> P. 1:101(100) ack 1 <mpcapable v1"),
        ["MP_FAIL removed"] = ("mptcp/mp-fail-is-sent.pkt", packet => Change(packet, options => options with { MpFail = null }), "ack 201 <dss dack8=101 nocs, mp_fail"),
        ["MP_FAIL for other data"] = ("mptcp/mp-fail-on-one-of-two-subflows.pkt", packet => Change(packet, options => options with { MpFail = options.MpFail is { } fail ? new MpFail(fail.Dsn + 1) : null }), "R. 1:1(0) ack 101 <mp_fail"),
        ["infinite mapping made finite"] = ("mptcp/mp-fail-is-received.pkt", packet => packet.Segment.DataLength = Math.Max(packet.Segment.DataLength, packet.Segment.PayloadLength), "> P. 101:201(100) ack 101 <dss"),
        ["Data ACK without its upper half"] = ("mptcp/short-numbers-across-2-to-the-32.pkt", packet => packet.Segment.DataAck = (uint)packet.Segment.DataAck, "ack 401 <dss dack8=401 nocs>"),
        ["reason of an RST spoilt"] = ("mptcp/join-third-ack-without-option.pkt", packet => Change(packet, options => options with { MpTcpRst = options.MpTcpRst is { } reset ? reset with { Reason = 0 } : null }), "> R 1:1(0) <mp_reset 1>"),
        ["RST for a contradiction removed"] = ("mptcp/mapping-that-contradicts-an-earlier-one.pkt", packet => packet.Segment.Flags &= ~TcpFlags.Rst, "> R. 1:1(0) ack 201 <mp_reset 1>"),
        ["DATA_FIN taken off data"] = ("mptcp/data-fin-shares-the-last-mapping.pkt", packet => packet.Segment.Dss &= ~DssFlags.DataFin, "> P. 1:101(100) ack 101 <dss dack8=101 dsn8=1"),
        ["hops lost"] = ("mptcp/time-to-live.pkt", packet => packet.TimeToLive--, "[ttl 9] S 0:0(0)"),
        ["RST instead of a challenge"] = ("tcp/syn-in-established-is-challenged.pkt", packet => packet.Segment.Flags |= packet.Segment.Has(TcpFlags.Syn) ? TcpFlags.None : TcpFlags.Rst, "> . 1:1(0)"),
    };

    /// <summary>What a script injects, made such that the host has no reason for what the script expects next.</summary>
    private static readonly Dictionary<string, (string Script, string From, string To, int Line)> Edits = new()
    {
        ["an old timestamp made new"] = ("tcp/old-timestamp-is-refused.pkt", "TS val 900 ecr 100", "TS val 1300 ecr 100", 14),
        ["two segments overtake, not three"] = ("tcp/fast-retransmit.pkt", "sack 1001:4001", "sack 1001:3001", 17),
        ["an echo of our SYN"] = ("tcp/answer-to-another-syn-is-refused.pkt", "ecr 99999", "ecr 1", 8),
        ["a probe that is answered"] = ("tcp/keep-alive-gives-up.pkt", "+3   > R. 1:1(0) ack 1", "+2   < . 1:1(0) ack 1 win 512\n+1   > R. 1:1(0) ack 1", 17),
        ["an ICMP error about what is outstanding"] = ("tcp/icmp-about-nothing-outstanding-is-ignored.pkt", "mtu 600 [5000:6000(1000)]", "mtu 600 [1:901(900)]", 14),
        ["no mark in the stream"] = ("tcp/urgent-data-stop-a-read.pkt", "< PU. 1:101(100) ack 1 win 400 urg 51", "< P. 1:101(100) ack 1 win 400", 13),
        ["a window that is as it was"] = ("tcp/spoilt-packets-are-dropped.pkt", " {rep tcp win_size 0x64}", "", 17),
        ["a packet that is right"] = ("tcp/spoilt-packets-are-dropped.pkt", " {rep tcp checksum 0x0102}", "", 16),
        ["nothing that paces"] = ("tcp/pacing-makes-up-for-lateness.pkt", "tc qdisc replace dev tun0 root fq", "true", 17),
        ["a window that was never announced"] = ("tcp/window-taken-back-is-honoured.pkt", "< . 60001:60001(0) ack 1001 win 400", "< . 360001:360001(0) ack 1001 win 400", 22),
        ["a FIN beyond the edge"] = ("tcp/fin-at-a-closed-window.pkt", "< F. 30001:30001(0) ack 1 win 400", "< F. 31001:31001(0) ack 1 win 400", 15),
        ["no search for the path MTU"] = ("tcp/path-mtu-is-searched-for.pkt", "tcp_mtu_probing=2", "tcp_mtu_probing=0", 19),
        ["no probe that is lost"] = ("tcp/lost-mtu-probe-is-no-congestion.pkt", "tcp_mtu_probing=2", "tcp_mtu_probing=0", 14),
        ["segments that vanish for good"] = ("tcp/segments-that-vanish-become-smaller.pkt", "tcp_mtu_probing=1", "tcp_mtu_probing=0", 17),
        ["no FIN ahead"] = ("tcp/fast-open-suspended-after-a-fin-ahead-of-its-data.pkt", "F. 1001:1001(0) ack 501 win 1024", "F. 1:1(0) ack 501 win 1024", 13),
    };

    public static TheoryData<string> EditNames => [.. Edits.Keys];

    [Theory]
    [MemberData(nameof(EditNames))]
    public void Script_fails_when_what_it_tests_does_not_happen(string name)
    {
        var (script, from, to, line) = Edits[name];
        var text = TextOf(script);
        Assert.Contains(from, text, StringComparison.Ordinal);

        var outcome = new ScriptDrill().Run(script, text.Replace(from, to, StringComparison.Ordinal));
        Assert.Equal((ScriptStatus.Failed, line), (outcome.Status, outcome.Line));
    }

    public static TheoryData<string> SwitchNames => [.. Switches.Keys];

    public static TheoryData<string> TamperingNames => [.. Tampering.Keys];

    [Theory]
    [MemberData(nameof(SwitchNames))]
    public void Script_fails_when_its_behaviour_is_switched_off(string name)
    {
        var (script, change, at) = Switches[name];

        Assert.Equal(ScriptStatus.Passed, Run(new ScriptDrill(), script).Status);
        FailsAt(at, script, Run(new ScriptDrill { Prepare = change }, script));
    }

    [Theory]
    [MemberData(nameof(TamperingNames))]
    public void Script_fails_when_the_wire_changes_what_was_sent(string name)
    {
        var (script, change, at) = Tampering[name];

        FailsAt(at, script, Run(new ScriptDrill { Tamper = change }, script));
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

    /// <summary>A script that fails elsewhere than at the line of its behaviour does not show that the line tests anything.</summary>
    private static void FailsAt(string line, string script, ScriptOutcome outcome)
    {
        Assert.Equal(ScriptStatus.Failed, outcome.Status);
        Assert.Contains(line, Blanks().Replace(TextOf(script).Split('\n')[outcome.Line!.Value - 1], " "), StringComparison.Ordinal);
    }

    private static ScriptOutcome Run(ScriptDrill drill, string script) => drill.Run(script, TextOf(script));

    private static string TextOf(string script) => File.ReadAllText(Path.Combine(Repository.Root, "tests", "Scripts", script));

    [GeneratedRegex(" +")]
    private static partial Regex Blanks();
}
