using Mpsim.Models.Wire;
using Mpsim.Packetdrill.Matching;
using Mpsim.Packetdrill.Syntax;
using Mpsim.Packetdrill.World;
using Mpsim.Scenarios.Errors;

namespace Mpsim.Packetdrill.Running;

/// <summary>Runs scripts: each with two seeds, since what passes with one set of sequence numbers and keys may pass by chance.</summary>
/// <param name="leniency">What may differ from Linux.</param>
/// <param name="seed">The first of the two seeds.</param>
internal sealed class ScriptDrill(Leniency leniency = Leniency.None, ulong seed = 1)
{
    private const int Runs = 2;

    /// <summary>Changes the host's settings before the script begins; for tests that switch a behaviour off.</summary>
    public Action<HostConfiguration>? Prepare { get; init; }

    /// <summary>Changes packets of the host on their way to the tester; for tests as well.</summary>
    public Action<Packet>? Tamper { get; init; }

    /// <exception cref="ScriptException">The text is not a script.</exception>
    public ScriptOutcome Run(string file, string text) => Run(Parser.Read(new SourceText(file, text)));

    /// <exception cref="ScriptException">An option of the script is wrong.</exception>
    public ScriptOutcome Run(Script script)
    {
        var options = DrillOptions.Read(script);
        ScriptOutcome outcome = null!;
        for (var i = 0; i < Runs; i++)
        {
            outcome = new ScriptRun(script, options, Configuration(options), leniency, seed + (ulong)i) { Tamper = Tamper }.Run();
            if (outcome.Status != ScriptStatus.Passed)
            {
                break;
            }
        }

        return outcome;
    }

    private HostConfiguration Configuration(DrillOptions options)
    {
        var configuration = new HostConfiguration();
        Sysctl.SetDefaults(configuration);
        if (options.Mtu is { } mtu)
        {
            configuration.Tcp = configuration.Tcp with { Mtu = mtu };
        }

        Prepare?.Invoke(configuration);
        return configuration;
    }
}
