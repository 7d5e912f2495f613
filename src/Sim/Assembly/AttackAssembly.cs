using Mpsim.Models.Attacks;
using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Probes;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Assembly;

/// <summary>Makes attacks, and the eyes of those that see a link.</summary>
internal sealed class AttackAssembly(VariantPlan variant, Scheduler scheduler, RandomStreams streams, EventSink log)
{
    private readonly Dictionary<string, Eavesdropper> _eyes = new(StringComparer.Ordinal);
    private readonly List<Attack> _attacks = [];

    public IReadOnlyList<Attack> Attacks => _attacks;

    /// <summary>What sees one direction of a link: an eavesdropper beside the observer that there is anyway.</summary>
    /// <param name="link">The link.</param>
    /// <param name="direction">Up or down.</param>
    /// <param name="also">That observer, or null.</param>
    public LinkTap? Watch(LinkPlan link, LinkDirections direction, LinkTap? also)
    {
        if (!variant.Attacks.Any(attack => attack.Sees == link.Id))
        {
            return also;
        }

        if (!_eyes.TryGetValue(link.Id, out var eyes))
        {
            _eyes.Add(link.Id, eyes = new Eavesdropper());
        }

        // The UE is at the first end of most links; what comes from there goes up.
        var ueIsSecond = variant.Node(link.Second).Kind == NodeKind.Ue;
        return eyes.Watch(also, (direction == LinkDirections.Up) != ueIsSecond);
    }

    /// <param name="plan">The attack.</param>
    /// <param name="node">Where it comes from.</param>
    /// <param name="target">The server of its flow.</param>
    /// <param name="family">The IP version of its packets.</param>
    public void Add(AttackPlan plan, AttackerNode node, Endpoint target, IpFamilies family)
    {
        var settings = new AttackSettings
        {
            Name = plan.Id,
            Target = target,
            Own = variant.Node(plan.From).Interfaces.Select(face => face.AddressOf(family)).First(address => !address.IsNone),
            Gap = plan.Gap,
            Start = plan.Start,
            Until = plan.Until ?? Instant.Zero + variant.Duration,
            Sources = plan.Sources,
        };
        var chance = streams.Create($"attack/{plan.Id}");
        var eyes = plan.Sees is { } link ? _eyes[link] : null;
        _attacks.Add(plan.Kind switch
        {
            AttackKind.SynFlood => new SynFlood(node, scheduler, settings, chance, log, withMptcp: false),
            AttackKind.CapableFlood => new SynFlood(node, scheduler, settings, chance, log, withMptcp: true),
            AttackKind.TokenGuess => new TokenGuess(node, scheduler, settings, chance, log),
            AttackKind.BadHmac => new JoinWithoutKeys(node, scheduler, settings, chance, log, eyes!, replays: false),
            AttackKind.Replay => new JoinWithoutKeys(node, scheduler, settings, chance, log, eyes!, replays: true),
            AttackKind.ForgedAddress => new ForgedAddress(node, scheduler, settings, chance, log, eyes!),
            AttackKind.BlindReset => new BlindReset(node, scheduler, settings, chance, log, eyes!),
            _ => throw new ArgumentOutOfRangeException(nameof(plan), plan.Kind, "unknown kind of attack"),
        });
    }
}
