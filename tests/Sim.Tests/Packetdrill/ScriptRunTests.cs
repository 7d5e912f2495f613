using Mpsim.Packetdrill.Matching;
using Mpsim.Packetdrill.Running;

namespace Mpsim.Sim.Tests.Packetdrill;

public sealed class ScriptRunTests
{
    [Theory]
    [InlineData("+0 write(4, ..., 100) = 100\n+0 > P. 1:102(101) ack 1\n", "payload is 100, not 101")]
    [InlineData("+0 write(4, ..., 100) = 100\n+0 > . 1:101(100) ack 1\n", "flags is P., not .")]
    [InlineData("+0 write(4, ..., 100) = 100\n+0 > P. 2:102(100) ack 1\n", "sequence number is 1, not 2")]
    [InlineData("+0 write(4, ..., 100) = 100\n+0 > P. 1:101(100) ack 2\n", "acknowledgement number is 1, not 2")]
    [InlineData("+0 write(4, ..., 100) = 100\n+0 > P. 1:101(100) ack 1 win 7\n", "window is")]
    [InlineData("+0 write(4, ..., 100) = 100\n+0 > P. 1:101(100) ack 1 <nop>\n", "options are <>, not <nop>")]
    [InlineData("+0 write(4, ..., 100) = 100\n+.1 > P. 1:101(100) ack 1\n", "time is 0.100000 s, not 0.200000 s")]
    [InlineData("+0 write(4, ..., 100) = 100\n+.01~+.02 > P. 1:101(100) ack 1\n", "time is")]
    [InlineData("+0 > P. 1:101(100) ack 1\n", "no packet was sent")]
    [InlineData("+0 write(4, ..., 100) = 99\n", "write() returned 100, not 99")]
    [InlineData("+0 read(4, ..., 100) = 99\n", "read() has not returned")]
    [InlineData("+0...0.1 read(4, ..., 100) = 10\n+.05 < . 1:11(10) ack 1 win 400\n+0 > . 1:1(0) ack 11\n", "read() returned at 0.150000 s, not at 0.200000 s")]
    [InlineData("+0 %{ assert tcpi_snd_cwnd == 11, tcpi_snd_cwnd }%\n", "tcpi_snd_cwnd is 10")]
    [InlineData("+0 poll([{fd=4, events=POLLOUT, revents=POLLIN}], 1, 0) = 1\n", "revents of descriptor 4 is Out, not In")]
    public void Difference_fails_the_script(string rest, string message)
    {
        var outcome = Scripted.RunServer(rest);

        Assert.Equal(ScriptStatus.Failed, outcome.Status);
        Assert.Contains(message, outcome.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Failure_shows_both_packets_in_the_notation_of_the_script()
    {
        var outcome = Scripted.RunServer("+0 write(4, ..., 100) = 100\n+0 > P. 1:51(50) ack 1\n");

        Assert.Equal("> P. 1:51(50) ack 1", outcome.Expected);
        Assert.Equal("> P. 1:101(100) ack 1", outcome.Actual);
        Assert.Equal(9, outcome.Line);
    }

    [Fact]
    public void Packet_after_the_last_line_fails_the_script()
    {
        var outcome = Scripted.RunServer("+0 < . 1:1001(1000) ack 1 win 400\n");

        Assert.Equal(ScriptStatus.Failed, outcome.Status);
        Assert.Equal("> . 1:1(0) ack 1001", outcome.Actual);
    }

    [Fact]
    public void Closing_at_the_end_is_no_part_of_the_test() =>
        Assert.Equal(ScriptStatus.Passed, Scripted.RunServer("+0 close(4) = 0\n+0 close(3) = 0\n").Status);

    [Fact]
    public void Script_that_does_not_follow_what_is_sent_passes_with_a_note()
    {
        var outcome = Scripted.RunServer("+0 write(4, ..., 5000) = 5000\n+.1 < . 1:1(0) ack 5001 win 400\n");

        Assert.Equal(ScriptStatus.Passed, outcome.Status);
        Assert.Contains("5 packets", Assert.Single(outcome.Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void Segments_that_follow_each_other_are_one_packet() =>
        Assert.Equal(ScriptStatus.Passed, Scripted.RunServer("+0 write(4, ..., 5000) = 5000\n+0 > . 1:3001(3000) ack 1\n+0 > P. 3001:5001(2000) ack 1\n").Status);

    [Theory]
    [InlineData("+0 < udp (100)\n", "UDP")]
    [InlineData("+0 vmsplice(4) = 0\n", "vmsplice() (did you mean splice?)")]
    [InlineData("+0 `iptables -F`\n", "iptables")]
    [InlineData("+0 `sysctl -q net.ipv4.tcp_timestamp=1`\n", "did you mean net.ipv4.tcp_timestamps?")]
    [InlineData("+0 setsockopt(4, SOL_TCP, TCP_REPAIR, [1], 4) = 0\n", "TCP_REPAIR")]
    [InlineData("+0 %{ assert tcpi_sndcwnd == 10 }%\n", "did you mean tcpi_snd_cwnd?")]
    [InlineData("+0 < P. 1:101(100) ack 1 win 400\n+0 > . 1:1(0) ack 101 urg 5\n", "urgent data", 9)]
    [InlineData("+0 < [ect0] .5 1:1(0) ack 1 win 400\n", "Accurate ECN")]
    public void What_does_not_exist_here_is_reported_and_does_not_pass(string line, string what, int at = 8)
    {
        var outcome = Scripted.RunServer(line);

        Assert.Equal(ScriptStatus.Unsupported, outcome.Status);
        Assert.Contains(what, outcome.Message, StringComparison.Ordinal);
        Assert.Equal(at, outcome.Line);
    }

    [Fact]
    public void Script_may_ask_for_ipv6() =>
        Assert.Equal(
            (ScriptStatus.Passed, ScriptStatus.Passed),
            (Scripted.Run("--ip_version=ipv6\n" + Scripted.Server).Status,
                Scripted.Run("--ip_version=ipv6\n--mtu=1500\n" + Scripted.Server.Replace("<mss 1460,", "<mss 1440,", StringComparison.Ordinal)).Status));

    [Fact]
    public void Full_segment_may_be_pushed_behind_half_of_the_window_and_not_before()
    {
        Assert.Equal(ScriptStatus.Failed, Scripted.RunServer("+0 write(4, ..., 9000) = 9000\n+0 > P. 1:1001(1000) ack 1\n").Status);
        Assert.Equal(ScriptStatus.Passed, Scripted.RunServer("+0 < . 1:1(0) ack 1 win 15\n+0 write(4, ..., 9000) = 9000\n+0 > P. 1:1001(1000) ack 1\n").Status);
    }

    [Fact]
    public void Packet_of_several_segments_may_or_may_not_be_pushed()
    {
        Assert.Equal(ScriptStatus.Passed, Scripted.RunServer("+0 write(4, ..., 20000) = 20000\n+0 > P. 1:10001(10000) ack 1\n").Status);
        Assert.Equal(ScriptStatus.Passed, Scripted.RunServer("+0 write(4, ..., 20000) = 20000\n+0 > . 1:10001(10000) ack 1\n").Status);
        Assert.Equal(ScriptStatus.Failed, Scripted.RunServer("+0 write(4, ..., 10000) = 10000\n+0 > . 1:10001(10000) ack 1\n").Status);
    }

    [Fact]
    public void Script_runs_with_two_seeds()
    {
        var first = Scripted.RunServer("+0 > . 1:1(0) ack 1\n");
        var second = new ScriptDrill(seed: 7).Run("test.pkt", Scripted.Server + "+0 > . 1:1(0) ack 1\n");

        Assert.Equal(1ul, first.Seed);
        Assert.Equal(7ul, second.Seed);
    }

    [Fact]
    public void Window_scale_and_padding_may_differ_when_asked_to()
    {
        const string Script =
            """
            0    socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
            +0   fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0
            +0   connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)
            +0   > S  0:0(0) <wscale 3, mss 1460, sackOK, TS val 1 ecr 0, nop, nop>
            """;

        Assert.Equal(ScriptStatus.Failed, Scripted.Run(Script).Status);
        Assert.Equal(ScriptStatus.Passed, Scripted.Run(Script, Leniency.OptionOrder | Leniency.Padding | Leniency.WindowScale).Status);
    }

    [Fact]
    public void Code_blocks_keep_variables_and_know_ranges_and_masks()
    {
        var outcome = Scripted.RunServer(
            """
            +0 %{ a = 3; a += 4
            assert a == 7 and not a == 8, a
            assert 5 <= tcpi_snd_cwnd <= 15 }%
            +0 %{ assert (tcpi_options & TCPI_OPT_SACK) != 0 and (tcpi_options & 1) == 0
            assert abs(tcpi_rtt - 100000) < 1000 and max(a, 2) == 7 and 7 // 2 == 3 and (1 if a else 0) }%

            """);

        Assert.Equal((ScriptStatus.Passed, null), (outcome.Status, outcome.Message));
    }
}
