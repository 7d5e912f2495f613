using Mpsim.Models.Network.Queues;
using Mpsim.Models.Units;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of a queue that is written as a mapping.</summary>
internal sealed class QueueKeys
{
    public const string DefaultLimit = "1000 packets";

    public readonly Key<string> Discipline;

    public readonly Key<QueueLimit> Limit = new("limit", Forms.Queue, "What may wait; with `priority`, in each class.") { Default = DefaultLimit };

    public readonly Key<bool> Ecn = new("ecn", Forms.Switch, "Whether packets of ECN-capable transports are marked rather than dropped (RFC 3168).")
    { Default = "false" };

    public readonly Key<Duration> Target = new("target", Forms.Span, "The delay that the discipline keeps to.")
    { Absent = $"`{DurationForm.Text(CoDelDiscipline.DefaultTarget)}`, with `pie` `{DurationForm.Text(Pie.DefaultTarget)}`" };

    public readonly Key<Duration> Interval = new("interval", Forms.Span, "For how long the delay may be above the target: about the longest round trip.")
    { Default = "100 ms" };

    public readonly Key<int> Quantum = new("quantum", new IntegerForm(64, 1 << 20), "Octets that a flow may send in its turn.") { Default = "1514" };

    public readonly Key<int> Flows = new("flows", new IntegerForm(1, 65_536), "Queues over which flows are spread by a hash.") { Default = "1024" };

    public readonly Key<Duration> Burst = new("burst", Forms.Bound, "How long after an idle time nothing is dropped.") { Default = "150 ms" };

    public readonly Key<QueueLimit> Minimum = new("min", Forms.Queue, "The average queue up to which nothing is dropped.") { Default = "25 packets" };

    public readonly Key<QueueLimit> Maximum = new("max", Forms.Queue, "The average queue at which `max_probability` is reached; at twice as much all is dropped.")
    { Default = "50 packets" };

    public readonly Key<Probability> MaximumProbability = new("max_probability", Forms.Percent, "The probability of a drop at `max`.") { Default = "10 %" };

    public readonly Key<Probability> Weight = new("weight", Forms.Percent, "The weight of a new sample in the average queue.") { Default = "0.2 %" };

    public QueueKeys(PluginNames names)
    {
        Discipline = new Key<string>("discipline", Forms.NamesOf("queue discipline", names.QueueDisciplines), Meaning) { Default = names.QueueDisciplines[0] };
        Group = new KeyGroup("links.<name>.queue",
            [Discipline, Limit, Ecn, Target, Interval, Quantum, Flows, Burst, Minimum, Maximum, MaximumProbability, Weight]);
    }

    public KeyGroup Group { get; }

    private static string Meaning => string.Join("; ", QueueDisciplines.All.Select(algorithm => $"`{algorithm.Name}`: {algorithm.Description}")) + ".";

    /// <summary>The keys that a discipline does not read.</summary>
    public IReadOnlyList<Key> MeaninglessFor(QueueParameters has)
    {
        (QueueParameters Parameter, Key[] Keys)[] all =
        [
            (QueueParameters.Ecn, [Ecn]), (QueueParameters.Target, [Target]), (QueueParameters.Interval, [Interval]), (QueueParameters.Fairness, [Quantum, Flows]),
            (QueueParameters.Burst, [Burst]), (QueueParameters.Thresholds, [Minimum, Maximum, MaximumProbability, Weight]),
        ];
        return [.. all.Where(entry => !has.HasFlag(entry.Parameter)).SelectMany(entry => entry.Keys)];
    }
}
