using Mpsim.Models.Network.Queues;
using Mpsim.Models.Units;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads a queue: a limit, which is a drop-tail queue, or a mapping with a discipline.</summary>
internal sealed class QueueReader(ReadingContext context)
{
    private QueueKeys Keys => context.Keys.Queue;

    /// <param name="node">Null where nothing is said of the queue.</param>
    /// <param name="path">The path of the key.</param>
    /// <param name="owner">Where a missing key would be reported.</param>
    public QueuePlan Read(TreeNode? node, string path, Errors.SourcePosition owner)
    {
        var reader = new MappingReader(node is TreeMapping ? node : null, path, node?.Position ?? owner, Keys.Group, context.Errors);
        var plan = Plan(reader);
        if (node is not null and not TreeMapping)
        {
            return plan with { Limit = reader.Read(node, path, Keys.Limit) };
        }

        if (QueueDisciplines.Find(plan.Discipline) is { } algorithm)
        {
            reader.ReportMeaningless(Keys.MeaninglessFor(algorithm.Parameters), reader.Find(Keys.Discipline), $"the discipline '{algorithm.Name}' has no such parameter");
            if (algorithm.Parameters.HasFlag(QueueParameters.Thresholds) && (plan.Maximum.InPackets != plan.Minimum.InPackets || plan.Maximum.Amount <= plan.Minimum.Amount))
            {
                var written = $"{Keys.Maximum.Form.Write(plan.Maximum)} is not above {Keys.Minimum.Form.Write(plan.Minimum)}";
                context.Errors.Add(reader.PositionOf(Keys.Maximum), reader.PathOf(Keys.Maximum), written, "more than min, in the same unit");
            }
        }

        return plan;
    }

    private QueuePlan Plan(MappingReader reader) => new()
    {
        Discipline = reader.Read(Keys.Discipline),
        Limit = reader.Read(Keys.Limit),
        Ecn = reader.Read(Keys.Ecn),
        Target = reader.TryRead(Keys.Target, out var target) ? target : (Duration?)null,
        Interval = reader.Read(Keys.Interval),
        Quantum = reader.Read(Keys.Quantum),
        Flows = reader.Read(Keys.Flows),
        Burst = reader.Read(Keys.Burst),
        Minimum = reader.Read(Keys.Minimum),
        Maximum = reader.Read(Keys.Maximum),
        MaximumProbability = reader.Read(Keys.MaximumProbability),
        Weight = reader.Read(Keys.Weight),
    };
}
