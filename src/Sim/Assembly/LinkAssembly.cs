using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Network.Loss;
using Mpsim.Models.Network.Queues;
using Mpsim.Models.Units;
using Mpsim.Scenarios.Plan;
using ModelQueueLimit = Mpsim.Models.Network.QueueLimit;

namespace Mpsim.Assembly;

/// <summary>Turns one direction of a link, and the events that concern it, into settings: whatever will happen to it is known ahead.</summary>
internal sealed class LinkAssembly(VariantPlan variant, TraceLibrary traces, RandomStreams streams)
{
    /// <summary><c>lte/down</c></summary>
    public static string NameOf(LinkPlan link, LinkDirections direction) => $"{link.Id}/{WordOf(direction)}";

    public static string WordOf(LinkDirections direction) => direction == LinkDirections.Up ? "up" : "down";

    /// <summary>The capacity is not the same all the time, so it is worth a time series.</summary>
    public bool CapacityVaries(LinkPlan link, LinkDirections direction) =>
        Plan(link, direction).Trace is not null || EventsOf(link, direction).Any(change => change.Rate is not null);

    public LinkSettings Settings(LinkPlan link, LinkDirections direction)
    {
        var plan = Plan(link, direction);
        var events = EventsOf(link, direction).ToArray();
        var name = $"link/{NameOf(link, direction)}";
        return new LinkSettings
        {
            Rate = plan.Trace is { } trace ? traces[trace] : RateSchedule.Piecewise(RateChanges(plan, events)),
            Delay = new DelaySchedule(DelayChanges(plan, events)),
            Outages = new OutageSchedule(Outages(events)),
            SenderCrashes = [.. variant.ProxyEvents.Where(change => change.Crashes && change.Node == (direction == LinkDirections.Up ? link.First : link.Second)).Select(change => change.At)],
            Queue = Limit(plan.Queue.Limit),
            Discipline = Discipline(plan.Queue, $"{name}/queue"),
            Mtu = link.Mtu,
            Loss = Loss(plan.Loss, $"{name}/loss"),
            Jitter = plan.Jitter > Duration.Zero ? Jitter.Uniform(plan.Jitter, streams.Create($"{name}/jitter")) : null,
        };
    }

    private static DirectionPlan Plan(LinkPlan link, LinkDirections direction) => direction == LinkDirections.Up ? link.Up : link.Down;

    private static ModelQueueLimit Limit(Scenarios.Plan.QueueLimit limit) => limit.InPackets
        ? ModelQueueLimit.OfPackets((int)Math.Min(limit.Amount, int.MaxValue))
        : ModelQueueLimit.OfBytes(new ByteCount(limit.Amount));

    private QueueDiscipline? Discipline(QueuePlan plan, string stream)
    {
        var algorithm = QueueDisciplines.Find(plan.Discipline) ?? throw new InvalidOperationException($"no queue discipline is named {plan.Discipline}");
        return algorithm.Create?.Invoke(
            new QueueOptions
            {
                Limit = Limit(plan.Limit),
                Ecn = plan.Ecn,
                Target = plan.Target,
                Interval = plan.Interval,
                Quantum = plan.Quantum,
                Flows = plan.Flows,
                Burst = plan.Burst,
                Minimum = Limit(plan.Minimum),
                Maximum = Limit(plan.Maximum),
                MaximumProbability = plan.MaximumProbability,
                Weight = plan.Weight.Value,
            },
            streams.Create(stream));
    }

    private IEnumerable<EventPlan> EventsOf(LinkPlan link, LinkDirections direction) =>
        variant.Events.Where(change => change.Link == link.Id && change.Directions.HasFlag(direction));

    private static List<RateChange> RateChanges(DirectionPlan plan, EventPlan[] events)
    {
        List<RateChange> changes = [new RateChange(Instant.Zero, plan.Rate)];
        foreach (var change in events)
        {
            if (change.Rate is { } rate)
            {
                // Of two changes at one instant the later one in the file counts.
                if (changes[^1].At == change.At)
                {
                    changes.RemoveAt(changes.Count - 1);
                }

                changes.Add(new RateChange(change.At, rate));
            }
        }

        return changes;
    }

    private static List<DelayChange> DelayChanges(DirectionPlan plan, EventPlan[] events)
    {
        List<DelayChange> changes = [new DelayChange(Instant.Zero, plan.Delay)];
        foreach (var change in events)
        {
            if (change.Delay is { } delay)
            {
                if (changes[^1].At == change.At)
                {
                    changes.RemoveAt(changes.Count - 1);
                }

                changes.Add(new DelayChange(change.At, delay));
            }
        }

        return changes;
    }

    private static List<Outage> Outages(EventPlan[] events)
    {
        var outages = new List<Outage>();
        Instant? downSince = null;
        foreach (var change in events)
        {
            if (change.Working == false)
            {
                downSince ??= change.At;
            }
            else if (change.Working == true && downSince is { } from)
            {
                downSince = null;
                if (change.At > from)
                {
                    outages.Add(new Outage(from, change.At));
                }
            }
        }

        if (downSince is { } last)
        {
            outages.Add(new Outage(last, Instant.Never));
        }

        return outages;
    }

    private LossModel? Loss(LossPlan? plan, string stream) => plan switch
    {
        null => null,
        BernoulliLossPlan bernoulli => new BernoulliLoss(bernoulli.Loss, streams.Create(stream)),
        GilbertElliottLossPlan bursts => new GilbertElliottLoss(bursts.P, bursts.R, bursts.LossGood, bursts.LossBad, streams.Create(stream)),
        _ => throw new ArgumentOutOfRangeException(nameof(plan), plan, "unknown model of loss"),
    };
}
