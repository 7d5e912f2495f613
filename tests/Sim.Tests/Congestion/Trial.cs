using System.Text;
using Mpsim.Models.Units;
using Mpsim.Results;
using Mpsim.Sim.Tests.Assembly;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Congestion;

/// <summary>A scenario made for one question, run once; what its figures are after it has settled.</summary>
internal sealed class Trial
{
    private readonly RunResult _run;
    private readonly double _settled;

    private Trial(RunResult run, double settled)
    {
        _run = run;
        _settled = settled;
    }

    /// <param name="seconds">Simulated time; figures are of its last two thirds.</param>
    /// <param name="text">Nodes, links and flows.</param>
    /// <param name="overrides">Dotted paths with values.</param>
    public static Trial Run(int seconds, string text, params string[] overrides)
    {
        var plan = SampleScenario.Plan($"name: Trial\nduration: {seconds} s\n{text}", overrides);
        return new Trial(SmallScenario.Make(plan, sampleInterval: Duration.FromMilliseconds(100)).Run(), seconds / 3.0);
    }

    public FlowResult this[string flow] => _run.Flows.Single(one => one.Flow == flow);

    /// <summary>Mbit/s that a flow has got once settled.</summary>
    public double Goodput(string flow) => Mean(EntityNames.Flow(flow), SampleMetrics.Goodput);

    /// <summary>Mbit/s of a flow over one path once settled.</summary>
    public double GoodputOver(string flow, string path) => Mean(EntityNames.FlowPath(flow, path), SampleMetrics.Goodput);

    /// <summary>Packets that wait on a link toward the UE, in the mean.</summary>
    public double Queue(string link) => Mean(EntityNames.Link(link, "down"), SampleMetrics.Queue);

    /// <summary>Packets that the discipline of a link toward the UE has dropped in all.</summary>
    public double Drops(string link) => SmallScenario.Sum(_run, EntityNames.Link(link, "down"), SampleMetrics.Dropped);

    /// <summary>Packets that it has marked in all.</summary>
    public double Marks(string link) => SmallScenario.Sum(_run, EntityNames.Link(link, "down"), SampleMetrics.Marked);

    private double Mean(string entity, string metric)
    {
        var series = _run.Samples.WithMetric(metric).Single(one => one.Entity == entity);
        var samples = _run.Samples.Read(series);
        return samples.Values.Where((_, index) => samples.Seconds[index] > _settled).Average();
    }
}
