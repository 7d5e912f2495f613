using Mpsim.Models.Kernel;
using Mpsim.Models.Probes;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Attacks;

/// <summary>SYNs that nobody completes (RFC 4987 section 2), plain ones or with MP_CAPABLE, which make a proxy hold a session for each (RFC 6181 section 2).</summary>
public sealed class SynFlood(AttackerNode node, Scheduler scheduler, AttackSettings settings, RandomStream chance, EventSink log, bool withMptcp)
    : Attack(node, scheduler, settings, chance, log)
{
    private static readonly SegmentOptions Capable = SynOptions with { MpCapable = new MpCapable(1, MpCapable.HmacSha256, null, null, null) };

    protected override void Strike(Instant now)
    {
        var syn = Rent(NextSource(), Settings.Target, TcpFlags.Syn);
        syn.Segment.Seq = Chance.NextUInt32();
        syn.Segment.Options = withMptcp ? Capable : SynOptions;
        Send(syn);
    }
}
