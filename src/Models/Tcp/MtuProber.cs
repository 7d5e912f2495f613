using Mpsim.Models.Units;

namespace Mpsim.Models.Tcp;

/// <summary>
/// The state of a search for the MTU of a path (RFC 4821 section 7): what has passed, what has not, and the segment that is out to tell.
/// Sizes are those of IP packets. The choice of sizes is Linux's: the middle between both bounds.
/// </summary>
internal sealed class MtuProber(MtuProbingSettings settings)
{
    /// <summary>Bounds that are closer than this are not worth a probe (Linux: tcp_probe_threshold).</summary>
    private const int Threshold = 8;

    /// <summary>Smallest segments that the search falls back to (Linux: tcp_mtu_probe_floor).</summary>
    private const int Floor = 48;

    /// <summary>After this time the path may have become better (RFC 4821 section 7.3, ten minutes; Linux: tcp_probe_interval).</summary>
    private static readonly Duration Interval = Duration.FromSeconds(600);

    private int _headers;
    private int _limit;
    private Instant _since;

    /// <summary>The search is on.</summary>
    public bool IsEnabled { get; private set; } = settings.FromStart;

    /// <summary>search_low: the largest packet that has passed.</summary>
    public int Low { get; private set; }

    /// <summary>search_high: the largest that may pass.</summary>
    public int High { get; private set; }

    /// <summary>The packet that is out; 0 where none is.</summary>
    public int ProbeSize { get; private set; }

    /// <summary>The first sequence number of the probe, and the one behind it.</summary>
    public uint ProbeSeq { get; private set; }

    public uint ProbeEnd { get; private set; }

    /// <summary>A connection is established.</summary>
    /// <param name="headers">Octets of IP and TCP header without options.</param>
    /// <param name="limit">The largest packet that both interfaces take.</param>
    /// <param name="now">Now.</param>
    public void Begin(int headers, int limit, Instant now)
    {
        (_headers, _limit, _since) = (headers, limit, now);
        Low = Math.Min(settings.BaseSegment + headers, limit);
        High = limit;
    }

    /// <summary>The packet to try next; 0 where the search has ended, until it begins anew.</summary>
    /// <param name="current">Packets that are sent now.</param>
    /// <param name="now">Now.</param>
    public int NextSize(int current, Instant now)
    {
        if (High - Low >= Threshold)
        {
            return (High + Low) >> 1;
        }

        if (now - _since >= Interval)
        {
            (High, Low, _since) = (_limit, current, now);
        }

        return 0;
    }

    public void OnSent(int size, uint seq, uint end) => (ProbeSize, ProbeSeq, ProbeEnd) = (size, seq, end);

    /// <summary>RFC 4821 section 7.6.1: the probe has arrived.</summary>
    /// <returns>Its size, which is the path MTU now.</returns>
    public int Succeed()
    {
        Low = ProbeSize;
        ProbeSize = 0;
        return Low;
    }

    /// <summary>RFC 4821 section 7.6.2: the probe alone is lost.</summary>
    public void Fail()
    {
        High = ProbeSize - 1;
        ProbeSize = 0;
    }

    /// <summary>RFC 4821 section 7.6.3: more than the probe is lost, which tells nothing of its size.</summary>
    public void Abandon() => ProbeSize = 0;

    /// <summary>RFC 4821 section 7.7: nothing arrives any more. The search begins at its base, and the next times below it.</summary>
    /// <returns>The packet to go on with.</returns>
    public int Retreat(Instant now)
    {
        if (!IsEnabled)
        {
            (IsEnabled, _since) = (true, now);
        }
        else
        {
            Low = Math.Max(Floor, Math.Min(settings.BaseSegment, (Low - _headers) >> 1)) + _headers;
        }

        return Low;
    }
}
