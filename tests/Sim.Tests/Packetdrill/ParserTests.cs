using Mpsim.Models.Wire.Tcp;
using Mpsim.Packetdrill.Matching;
using Mpsim.Packetdrill.Syntax;
using Mpsim.Scenarios.Errors;

namespace Mpsim.Sim.Tests.Packetdrill;

public sealed class ParserTests
{
    [Theory]
    [InlineData("+0 > S. 0:0(0) ack 1 <mss 1460, sackOK, TS val 1 ecr 2, nop, wscale 8>")]
    [InlineData("+0 > P. 1:101(100) ack 1 win 257 urg 5 <nop, nop, sack 1:2 3:4>")]
    [InlineData("+0 > [ect0] SEW 0:0(0) <FO abcd1234, FOEXP, eol>")]
    [InlineData("+0 > addr[a] > addr[b] . 1:1(0) ack 1 <mpcapable v1 flags[flag_a,flag_h] key[ckey=2, skey] mpcdatalen 20>")]
    [InlineData("+0 > . 1:1(0) ack 1 <mp_join_syn backup=1 address_id=3 token=sha256_32(skey)>")]
    [InlineData("+0 > . 1:1(0) ack 1 <mp_join_syn_ack address_id=3 sender_hmac=auto>")]
    [InlineData("+0 > . 1:1(0) ack 1 <mp_join_ack sender_hmac=auto>")]
    [InlineData("+0 > . 1:1(0) ack 1 <dss dack8=1 dsn4=2 ssn=3 dll=4 nocs fin>")]
    [InlineData("+0 > . 1:1(0) ack 1 <dss dack4=1 nocs>")]
    [InlineData("+0 > . 1:1(0) ack 1 <add_address address_id=1 addr[ep=inet_addr(\"198.51.100.2\")] port=8 addr_echo>")]
    [InlineData("+0 > . 1:1(0) ack 1 <remove_address address_id=[1, 2]>")]
    [InlineData("+0 > . 1:1(0) ack 1 <mp_prio backup=1, mp_fail dsn8=5, mp_fastclose, mp_reset 3 flags[flag_t]>")]
    [InlineData("+0 > R 1:1(0) <...>")]
    [InlineData("+0 > - 1:1(0)")]
    public void Packet_is_written_back_as_it_was_read(string line) =>
        Assert.Equal(line[3..], PacketText.Of((PacketAction)ReadOne(line).Action));

    [Fact]
    public void Instructions_that_spoil_a_packet_are_read()
    {
        var packet = Assert.IsType<PacketAction>(ReadOne("+0 < P. 1:21(20) ack 1 win 257 {rep tcp seq_num 0x12; mut tcp mss; trun tcp 34-36; trun ipv4 7; ins ipv4 34 2}").Action);

        Assert.Equal(
            [(SpoilKind.Replace, 4, 4), (SpoilKind.Mutate, 2, 2), (SpoilKind.Truncate, 34, 3), (SpoilKind.Truncate, 7, 1), (SpoilKind.Insert, 34, 2)],
            packet.Spoils.Select(spoil => (spoil.Kind, spoil.Offset, spoil.Length)));
        Assert.Equal(0x12ul, packet.Spoils[0].Value);
        Assert.Equal((byte)2, packet.Spoils[1].Option);
    }

    [Fact]
    public void Times_have_five_forms()
    {
        var script = Read("0 `true`\n+.5 `true`\n* > . 1:1(0) ack 1\n0.1~0.2 > . 1:1(0) ack 1\n+.1~+.2 > . 1:1(0) ack 1\n+0...1.5 read(3, ..., 1) = 1\n");

        Assert.Equal(
            [TimeKind.Absolute, TimeKind.Relative, TimeKind.Any, TimeKind.AbsoluteRange, TimeKind.RelativeRange, TimeKind.Relative],
            script.Events.Select(line => line.Time.Kind));
        Assert.Equal(1_500_000_000, Assert.IsType<CallAction>(script.Events[^1].Action).End!.Value.Nanoseconds);
    }

    [Fact]
    public void Comments_options_definitions_and_init_commands_are_read()
    {
        var script = Read(
            """
            // A comment
            --tolerance_usecs=100000
            --define=PROTO=IPPROTO_MPTCP
            /* another
               one */
            `../common/defaults.sh
            sysctl -q net.ipv4.tcp_sack=0`

            0 socket(..., SOCK_STREAM, PROTO) = 3 // and one here
            `/cleanup.sh`
            """);

        Assert.Equal(["tolerance_usecs", "define"], script.Options.Select(option => option.Name));
        Assert.Equal(3, script.Events.Count);
        Assert.Equal("IPPROTO_MPTCP", Assert.IsType<CallAction>(script.Events[1].Action).Arguments[2].ToString());
        Assert.Equal(9, script.Events[1].Line);
    }

    [Fact]
    public void Calls_have_structures_lists_flags_and_errors()
    {
        var call = Assert.IsType<CallAction>(ReadOne("+0 poll([{fd=3, events=POLLIN|POLLOUT, revents=0x4}], 1, -1) = -1 EINTR (Interrupted call)").Action);

        Assert.Equal("EINTR", call.Error);
        Assert.Equal("[{fd=3, events=POLLIN|POLLOUT, revents=0x4}]", call.Arguments[0].ToString());
        var message = Assert.IsType<CallAction>(ReadOne("+0 sendmsg(3, {msg_name(...)=..., msg_iov(2)=[{..., 10}, {..., 20}], msg_flags=0}, MSG_FASTOPEN) = 30").Action);
        Assert.Equal("{msg_name(...)=..., msg_iov(2)=[{..., 10}, {..., 20}], msg_flags=0}", message.Arguments[1].ToString());
    }

    [Fact]
    public void Flags_are_those_of_the_header() =>
        Assert.Equal(TcpFlags.Syn | TcpFlags.Ece | TcpFlags.Cwr | TcpFlags.Ack, Assert.IsType<PacketAction>(ReadOne("+0 < SEW. 0:0(0) ack 1 win 1").Action).Flags);

    [Theory]
    [InlineData("+0 > S. 0:0(0) ack 1 <mss 1460, sackok>", 1, 33, "there is no TCP option 'sackok'", "sackOK")]
    [InlineData("0 socket(...) = 3\n+0 > . 1:1001(100) ack 1", 2, 10, "sequence numbers and length do not agree", null)]
    [InlineData("+0 > . 1:1(0) ack 1 <dss dack8=1 nosc>", 1, 34, "there is no field of DSS 'nosc'", "nocs")]
    [InlineData("+0 > X. 1:1(0)", 1, 6, "there is no flag 'X'", null)]
    [InlineData("+x > . 1:1(0)", 1, 2, "there is 'x'", null)]
    [InlineData("+0 read(3, ..., 10 = 10", 1, 20, "there is '='", null)]
    [InlineData("+0 `sysctl", 1, 4, "a shell line does not end", null)]
    [InlineData("* < . 1:1(0) win 1", 1, 1, "only a packet that the host sends may have a range of times or '*'", null)]
    [InlineData("+0 < . 1:1(0) win 70000", 1, 19, "70000 is out of range", null)]
    [InlineData("+0 < . 1:1(0) win 1 <...>", 1, 21, "a packet to inject leaves its options open", null)]
    public void Mistake_is_located(string text, int line, int column, string message, string? nearest)
    {
        var error = Assert.Throws<ScriptException>(() => Read(text)).Error;

        Assert.Equal((line, column, message, nearest), (error.Line, error.Column, error.Message, error.Nearest));
    }

    private static Script Read(string text) => Parser.Read(new SourceText("test.pkt", text));

    private static ScriptEvent ReadOne(string line) => Assert.Single(Read(line).Events);
}
