using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Finds attacks on what there is not, which would read as if they did no harm.</summary>
/// <param name="context">What all readers share.</param>
/// <param name="variant">The variant.</param>
internal sealed class AttackSightCheck(ReadingContext context, VariantPlan variant)
{
    private AttackKeys Keys => context.Keys.Attack;

    public void Check(AttackPlan attack, TreeEntry entry)
    {
        var reader = new MappingReader(entry.Value, $"{context.Keys.Top.Attacks.Name}.{attack.Id}", entry.Key.Position, Keys.Group, context.Errors);
        var keys = new IdleKeys(context, reader);
        if (attack.Kind is not (AttackKind.SynFlood or AttackKind.CapableFlood or AttackKind.BlindReset))
        {
            var speaks = variant.Flows.Any(flow => flow.Mptcp) || variant.Nodes.Any(node => node.IsCpe);
            keys.Note([Keys.Kind], speaks, "no flow speaks MPTCP, so that there is no session to attack in this way", "a flow with MPTCP, here or in a variant");
            if (!speaks)
            {
                return;
            }
        }

        if (attack.Sees is { } link)
        {
            var wantsJoins = attack.Kind is AttackKind.BadHmac or AttackKind.Replay;
            keys.Note([Keys.Sees], variant.Flows.Any(flow => Passes(flow, link, wantsJoins)),
                $"no {(wantsJoins ? "join" : "session")} of a flow passes '{link}', so that there is nothing to see", "a link between a UE and what ends its sessions, here or in a variant");
        }
    }

    /// <summary>Whether subflows of a flow, or those that join, may pass a link. A CPE's are taken to be anywhere.</summary>
    private bool Passes(FlowPlan flow, string link, bool joins)
    {
        if (flow.LanLink is not null)
        {
            return true;
        }

        if (joins && (!flow.Mptcp || flow.Via.Count < 2))
        {
            return false;
        }

        foreach (var access in joins ? flow.Via.Skip(1) : flow.Via)
        {
            if (access == link || NetworkWalk.From(Beyond(flow, access), variant.Nodes, variant.Links, Ends).Links.Contains(link))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The node at which an access of a flow ends.</summary>
    private string Beyond(FlowPlan flow, string access) => variant.Class(flow.ViaNode)?.Attach ?? variant.Link(access).OtherEnd(flow.ViaNode);

    /// <summary>Every session ends at such a proxy; others may let one pass.</summary>
    private bool Ends(NodePlan node) => node.Proxy is { Mode: ProxyMode.TakeOver, Limits.Count: 0 } && variant.Selection.Count == 0;
}
