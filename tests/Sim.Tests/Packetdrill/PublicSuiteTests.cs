using Mpsim.Packetdrill.Matching;
using Mpsim.Packetdrill.Running;

namespace Mpsim.Sim.Tests.Packetdrill;

/// <summary>What public scripts of MPTCP use beside packets and calls, and what they leave unsaid.</summary>
public sealed class PublicSuiteTests
{
    /// <summary>A server whose MPTCP connection is descriptor 4.</summary>
    private const string Server =
        """
        0    socket(..., SOCK_STREAM, IPPROTO_MPTCP) = 3
        +0   bind(3, ..., ...) = 0
        +0   listen(3, 1) = 0
        +0   < S  0:0(0) win 65535 <mss 1460, sackOK, nop, nop, nop, wscale 7, mpcapable v1 flags[flag_h] nokey>
        +0   > S. 0:0(0) ack 1 <mss 1460, nop, nop, sackOK, nop, wscale 8, mpcapable v1 flags[flag_h] key[skey]>
        +.1  <  . 1:1(0) ack 1 win 512 <mpcapable v1 flags[flag_h] key[ckey=2, skey]>
        +0   accept(3, ..., ...) = 4

        """;

    private const string Client =
        """
        0    `../common/client.sh`
        +0   socket(..., SOCK_STREAM, IPPROTO_MPTCP) = 3
        +0   fcntl(3, F_SETFL, O_RDWR|O_NONBLOCK) = 0
        +0   connect(3, ..., ...) = -1 EINPROGRESS (Operation now in progress)
        +0   > S  0:0(0) <mss 1460, sackOK, TS val 1 ecr 0, nop, wscale 8, mpcapable v1 flags[flag_h] nokey>
        +.1  < S. 0:0(0) ack 1 win 65535 <mss 1460, sackOK, TS val 2 ecr 1, nop, wscale 8, mpcapable v1 flags[flag_h] key[skey=2]>
        +0   >  . 1:1(0) ack 1 <nop, nop, TS val 1 ecr 2, mpcapable v1 flags[flag_h] key[ckey, skey]>

        """;

    [Theory]
    [InlineData("`ss -Mt | grep -q ESTAB`", "Passed")]
    [InlineData("`ss -Mn | grep LAST-ACK`", "Failed")]
    [InlineData("`! ss -Mtn | grep tcp`", "Failed")]
    [InlineData("`! ss -M | grep CLOSE-WAIT`", "Passed")]
    [InlineData("`ss -l`", "Unsupported")]
    public void Socket_statistics_tell_the_states_of_connections(string line, string expected) =>
        Assert.Equal(expected, Run($"{Server}+0 {line}\n").Status.ToString());

    [Theory]
    [InlineData("", "MPTcpExtMPCapableSYNRX", 1, "Passed")]
    [InlineData("+0 `nstat -n`\n", "MPTcpExtMPCapableSYNRX", 0, "Passed")]
    [InlineData("", "MPTcpExtMPCapableFallbackACK", 1, "Failed")]
    [InlineData("", "MPTcpExtNoSuchCounter", 0, "Unsupported")]
    public void Counters_count_from_the_last_time_that_they_were_read(string before, string counter, int value, string expected) =>
        Assert.Equal(expected, Run($"{Server}{before}+0 `test $(nstat -zjs | jq '.kernel.{counter}') -eq {value}`\n").Status.ToString());

    [Fact]
    public void Join_that_the_script_has_invited_may_go_unmentioned()
    {
        var outcome = Run(Client +
            """
            +.1  < . 1:1(0) ack 1 win 256 <nop, nop, TS val 2 ecr 1, dss dack8=1 nocs>
            +0   < . 1:1(0) ack 1 win 256 <nop, nop, TS val 2 ecr 1, add_address addr[other] hmac=auto>
            +0   > . 1:1(0) ack 1 <nop, nop, TS val 1 ecr 2, add_address addr[other] addr_echo>

            """);

        Assert.Equal(ScriptStatus.Passed, outcome.Status);
        Assert.Single(outcome.Notes, note => note.Contains("join", StringComparison.Ordinal));
    }

    [Fact]
    public void Script_runs_over_ipv6_when_its_name_says_so()
    {
        const string Script = "0 socket(..., SOCK_STREAM, IPPROTO_MPTCP) = 3\n+0 getsockopt(3, SOL_SOCKET, SO_DOMAIN, [10], [4]) = 0\n";

        Assert.Equal(ScriptStatus.Failed, new ScriptDrill().Run("any.pkt", Script).Status);
        Assert.Equal(ScriptStatus.Passed, new ScriptDrill().Run("any_v6.pkt", Script).Status);
        Assert.Equal(ScriptStatus.Passed, new ScriptDrill { UsesIPv6 = true }.Run("any.pkt", Script).Status);
        Assert.Equal(ScriptStatus.Passed, new ScriptDrill().Run("segments_v6.pkt", Client).Status);
    }

    [Theory]
    [InlineData("", "Passed")]
    [InlineData("backup=1 ", "Passed")]
    [InlineData("backup=0 ", "Failed")]
    public void Backup_bit_of_a_joins_answer_is_compared_where_it_is_written(string written, string expected)
    {
        var outcome = Run($"""
            {Server}+0 < addr[c0] > addr[s0] P. 1:101(100) ack 1 win 512 <nop, nop, dss dack8=1 dsn8=1 ssn=1 dll=100 nocs>
            +0   > . 1:1(0) ack 101 <dss dack8=101 nocs>
            +.1  < addr[c1] > addr[s0] S  0:0(0) win 65535 <mss 1460, sackOK, nop, nop, nop, wscale 7, mp_join_syn backup=1 address_id=1 token=sha256_32(skey)>
            +0   > S. 0:0(0) ack 1 <mss 1460, nop, nop, sackOK, nop, wscale 8, mp_join_syn_ack {written}address_id=0 sender_hmac=auto>

            """);

        Assert.Equal(expected, outcome.Status.ToString());
    }

    [Fact]
    public void Data_ack_beside_an_announcement_is_for_the_lenient()
    {
        const string Script = "0 `ip mptcp endpoint add 198.51.100.2 id 1 signal`\n" + Server
            + "+0 > . 1:1(0) ack 1 <add_address address_id=1 addr[ep=inet_addr(\"198.51.100.2\")] hmac=auto, dss dack4=1 nocs>\n";

        Assert.Equal(ScriptStatus.Failed, Run(Script).Status);
        Assert.Equal(ScriptStatus.Passed, Run(Script, Leniency.AddressAlone).Status);
    }

    [Fact]
    public void Acknowledgement_after_the_last_line_is_for_the_lenient()
    {
        const string Script = Server + "+0 < P. 1:101(100) ack 1 win 512 <nop, nop, dss dack8=1 dsn8=1 ssn=1 dll=100 nocs>\n";

        Assert.Equal(ScriptStatus.Failed, Run(Script).Status);
        Assert.Equal(ScriptStatus.Passed, Run(Script, Leniency.TrailingAck).Status);
    }

    private static ScriptOutcome Run(string script, Leniency leniency = Leniency.None) => Scripted.Run(script, leniency);
}
