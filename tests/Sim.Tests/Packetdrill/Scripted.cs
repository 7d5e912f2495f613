using Mpsim.Packetdrill.Matching;
using Mpsim.Packetdrill.Running;

namespace Mpsim.Sim.Tests.Packetdrill;

/// <summary>Small scripts for tests of the runner.</summary>
internal static class Scripted
{
    /// <summary>A server that has accepted a connection as descriptor 4.</summary>
    public const string Server =
        """
        0    socket(..., SOCK_STREAM, IPPROTO_TCP) = 3
        +0   bind(3, ..., ...) = 0
        +0   listen(3, 1) = 0
        +0   < S  0:0(0) win 32768 <mss 1000, sackOK, nop, nop, nop, wscale 7>
        +0   > S. 0:0(0) ack 1 <mss 1460, nop, nop, sackOK, nop, wscale 8>
        +.1  <  . 1:1(0) ack 1 win 400
        +0   accept(3, ..., ...) = 4

        """;

    public static ScriptOutcome Run(string script, Leniency leniency = Leniency.None) => new ScriptDrill(leniency).Run("test.pkt", script);

    public static ScriptOutcome RunServer(string rest, Leniency leniency = Leniency.None) => Run(Server + rest, leniency);
}
