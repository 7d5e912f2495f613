using System.CommandLine;
using Mpsim.Models.Units;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;

namespace Mpsim.Commands;

/// <summary>The options of commands that run scenarios.</summary>
internal sealed class RunOptions
{
    private readonly Option<ulong?> _seed = FormOption.Create("--seed", "number", "Use this seed in place of the scenario's.", new SeedForm());
    private readonly Option<int?> _runs = FormOption.Create("--runs", "number", "Replications per variant, in place of the scenario's.", new IntegerForm(1, 10_000));
    private readonly Option<Duration?> _duration = FormOption.Create("--duration", "time", "Simulated time of each run, such as '5 s', in place of the scenario's.", Forms.Span);
    private readonly Option<int?> _jobs = FormOption.Create("--jobs", "number", "Runs that go side by side; by default one per core. Results do not depend on it.", new IntegerForm(1, 1024));

    public Option<string[]> Overrides { get; } = ScenarioOptions.Set();

    public void AddTo(Command command)
    {
        command.Options.Add(_seed);
        command.Options.Add(_runs);
        command.Options.Add(_duration);
        command.Options.Add(_jobs);
        command.Options.Add(Overrides);
    }

    public int Jobs(ParseResult result) => result.GetValue(_jobs) ?? Environment.ProcessorCount;

    /// <summary>Lays the options over a plan that was read.</summary>
    public ScenarioPlan Apply(ParseResult result, ScenarioPlan plan)
    {
        plan = plan with { Seed = result.GetValue(_seed) ?? plan.Seed, Runs = result.GetValue(_runs) ?? plan.Runs };
        return result.GetValue(_duration) is { } duration
            ? plan with { Variants = [.. plan.Variants.Select(variant => Lasting(variant, duration))] }
            : plan;
    }

    /// <summary>The variant with another duration. Arrivals that went on to the end of the run do so still.</summary>
    private static VariantPlan Lasting(VariantPlan variant, Duration duration)
    {
        var oldEnd = Instant.Zero + variant.Duration;
        var newEnd = Instant.Zero + duration;
        return variant with
        {
            Duration = duration,
            Flows = [.. variant.Flows.Select(flow => flow.Arrivals is { } arrivals && arrivals.Until == oldEnd
                ? flow with { Arrivals = arrivals with { Until = newEnd } }
                : flow)],
        };
    }
}
