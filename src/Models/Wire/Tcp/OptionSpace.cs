namespace Mpsim.Models.Wire.Tcp;

/// <summary>
/// The 40 octets that options may take (RFC 9293 section 3.1). Options that do not fit, not even without padding, are
/// left out. Each is taken in if there is room beside those before it, in this order:
/// <list type="number">
/// <item>TCP-AO, without which the peer drops the segment (RFC 5925 section 7.3);</item>
/// <item>MSS, window scale, SACK-permitted: a SYN is the only place for them;</item>
/// <item>timestamps, without which the peer may drop the segment (RFC 7323 section 3.2);</item>
/// <item>MP_CAPABLE, MP_JOIN, MP_FASTCLOSE, MP_TCPRST, MP_FAIL, on which the state of the connection hangs;</item>
/// <item>DSS with a mapping, without which data cannot be placed;</item>
/// <item>ADD_ADDR, REMOVE_ADDR, MP_PRIO: said once, where a Data ACK is said again (Linux drops a DSS without mapping for them);</item>
/// <item>DSS without a mapping;</item>
/// <item>the Fast Open cookie;</item>
/// <item>SACK blocks, as many as fit, the newest first;</item>
/// <item>options that are not known.</item>
/// </list>
/// </summary>
internal static class OptionSpace
{
    private delegate void Taker(ref Segment kept, in Segment all);

    private static readonly Taker[] Importance =
    [
        static (ref kept, in all) => kept.Options = kept.Options! with { Authentication = all.Options?.Authentication },
        static (ref kept, in all) => kept.Options = kept.Options! with { MaximumSegmentSize = all.Options?.MaximumSegmentSize },
        static (ref kept, in all) => kept.Options = kept.Options! with { WindowScale = all.Options?.WindowScale },
        static (ref kept, in all) => kept.Options = kept.Options! with { SackPermitted = all.Options is { SackPermitted: true } },
        static (ref kept, in all) => kept.HasTimestamps = all.HasTimestamps,
        static (ref kept, in all) => kept.Options = kept.Options! with { MpCapable = all.Options?.MpCapable },
        static (ref kept, in all) => kept.Options = kept.Options! with { MpJoin = all.Options?.MpJoin },
        static (ref kept, in all) => kept.Options = kept.Options! with { MpFastclose = all.Options?.MpFastclose },
        static (ref kept, in all) => kept.Options = kept.Options! with { MpTcpRst = all.Options?.MpTcpRst },
        static (ref kept, in all) => kept.Options = kept.Options! with { MpFail = all.Options?.MpFail },
        static (ref kept, in all) => kept.HasDss = all.HasDss && (all.Dss & Mptcp.DssFlags.Mapping) != 0,
        static (ref kept, in all) => kept.Options = kept.Options! with { AddAddress = all.Options?.AddAddress },
        static (ref kept, in all) => kept.Options = kept.Options! with { RemoveAddress = all.Options?.RemoveAddress },
        static (ref kept, in all) => kept.Options = kept.Options! with { MpPrio = all.Options?.MpPrio },
        static (ref kept, in all) => kept.HasDss |= all.HasDss && (all.Dss & Mptcp.DssFlags.Mapping) == 0,
        static (ref kept, in all) => kept.Options = kept.Options! with { FastOpen = all.Options?.FastOpen },
    ];

    /// <summary>Leaves out what has no room.</summary>
    public static void Fit(ref Segment segment)
    {
        var all = segment;
        segment.HasDss = false;
        segment.HasTimestamps = false;
        segment.SackCount = 0;
        segment.Options = new SegmentOptions();
        foreach (var taker in Importance)
        {
            Take(ref segment, all, taker);
        }

        while (segment.SackCount < all.SackCount && Take(ref segment, all, static (ref kept, in _) => kept.SackCount++))
        {
            // One block more.
        }

        for (var i = 0; i < (all.Options?.Unknown.Count ?? 0); i++)
        {
            var next = all.Options!.Unknown[i];
            Take(ref segment, all, (ref kept, in _) => kept.Options = kept.Options! with { Unknown = [.. kept.Options.Unknown, next] });
        }

        if (!segment.HasDss)
        {
            segment.Dss = Mptcp.DssFlags.None;
        }
    }

    private static bool Take(ref Segment segment, in Segment all, Taker taker)
    {
        var before = segment;
        taker(ref segment, all);
        if (segment.OptionsLength() <= Segment.MaximumOptionsLength)
        {
            return true;
        }

        segment = before;
        return false;
    }
}
