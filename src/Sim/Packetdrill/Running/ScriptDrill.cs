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

    /// <summary>
    /// Whether scripts run over IPv6; null for those whose names end in <c>_v6</c>, as the runner of the public suites has it. The link then
    /// has the 20 octets that the larger header takes, so that the scripts see the same segments.
    /// </summary>
    public bool? UsesIPv6 { get; init; }

    /// <summary>Changes the host's settings before the script begins; for tests that switch a behaviour off.</summary>
    public Action<HostConfiguration>? Prepare { get; init; }

    /// <summary>Changes packets of the host on their way to the tester; for tests as well.</summary>
    public Action<Packet>? Tamper { get; init; }

    /// <exception cref="ScriptException">The text is not a script.</exception>
    public ScriptOutcome Run(string file, string text) => Run(Parser.Read(new SourceText(file, text)));

    /// <exception cref="ScriptException">An option of the script is wrong.</exception>
    public ScriptOutcome Run(Script script)
    {
        var usesIPv6 = UsesIPv6 ?? Path.GetFileNameWithoutExtension(script.Source.Name).EndsWith("_v6", StringComparison.Ordinal);
        var options = DrillOptions.Read(script, usesIPv6 ? DrillOptions.IPv6 : new DrillOptions());
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

        configuration.Tcp = configuration.Tcp with { ReceiveMemory = configuration.Tcp.ReceiveMemory! with { MergedSegment = options.MergedSegment } };
        Prepare?.Invoke(configuration);
        return configuration;
    }
}
