using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp.FastOpen;

/// <summary>What a client remembers of a server's address (RFC 7413 section 4.1.3).</summary>
public sealed class FastOpenPeer
{
    private byte _tries;

    /// <summary>The cookie, in the form in which it came; null when there is none.</summary>
    public FastOpenCookie? Cookie { get; private set; }

    /// <summary>The MSS that the server announced, which bounds the data in a SYN (section 4.1.3.1); 0 when not known.</summary>
    public ushort MaximumSegment { get; private set; }

    /// <summary>SYNs with data that seem to have been dropped, in a row. Told and no more: since 4.12 Linux, too, opens fast again all the same (syn_loss of tcp_metrics).</summary>
    public int SynLosses { get; private set; }

    /// <summary>A request of kind 34 was not answered, so that the next goes by kind 254; after that, by kind 34 again (Linux: try_exp).</summary>
    public bool TriesExperimental => Cookie is null && _tries == 1;

    /// <summary>A SYN/ACK has come (Linux: tcp_fastopen_cache_set).</summary>
    /// <param name="maximumSegment">MSS that it announced.</param>
    /// <param name="cookie">Cookie that it gave, or null.</param>
    /// <param name="synLost">The SYN with data was repeated, and neither data were acknowledged nor a cookie came.</param>
    /// <param name="unansweredRequest">The request to which no cookie came, or null.</param>
    internal void Remember(ushort maximumSegment, FastOpenCookie? cookie, bool synLost, FastOpenCookie? unansweredRequest)
    {
        MaximumSegment = maximumSegment;
        if (cookie is { IsRequest: false })
        {
            Cookie = cookie;
        }
        else if (unansweredRequest is not null && Cookie is null)
        {
            _tries = Math.Max(_tries, (byte)(unansweredRequest.Experimental ? 2 : 1));
        }

        SynLosses = synLost ? SynLosses + 1 : 0;
    }
}
