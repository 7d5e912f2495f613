namespace Mpsim.Models.Tcp.Recovery;

/// <summary>
/// Proportional Rate Reduction (RFC 6937 section 3): brings the window down to the threshold over the recovery,
/// sending in proportion to what is delivered. Counts in segments. As in Linux the reduction bound lets out what was delivered, and the further
/// segment of slow start (PRR-SSRB) only while SND.UNA advances without new losses; the conservative bound of the RFC (PRR-CRB) could be less.
/// </summary>
internal struct ProportionalRateReduction
{
    private int _priorCwnd;
    private int _delivered;
    private int _out;

    /// <summary>A recovery begins.</summary>
    /// <param name="priorCwnd">RecoverFS: the window at that time.</param>
    public void Begin(int priorCwnd)
    {
        _priorCwnd = priorCwnd;
        _delivered = 0;
        _out = 0;
    }

    /// <summary>A segment is sent during the recovery: prr_out.</summary>
    public void OnSent() => _out++;

    /// <summary>The window after an acknowledgement during the recovery.</summary>
    /// <param name="cwnd">Window before it.</param>
    /// <param name="delivered">DeliveredData: segments newly acknowledged or SACKed.</param>
    /// <param name="inFlight">pipe.</param>
    /// <param name="ssthresh">Threshold.</param>
    /// <param name="isClean">SND.UNA advanced and no new loss was found.</param>
    public int WindowAfter(int cwnd, int delivered, int inFlight, int ssthresh, bool isClean)
    {
        if (delivered <= 0 || _priorCwnd == 0)
        {
            return cwnd;
        }

        _delivered += delivered;
        int sendCount;
        var room = ssthresh - inFlight;
        if (room < 0)
        {
            sendCount = (int)((((long)ssthresh * _delivered) + _priorCwnd - 1) / _priorCwnd) - _out;
        }
        else
        {
            sendCount = Math.Max(_delivered - _out, delivered);
            if (isClean)
            {
                sendCount++;
            }

            sendCount = Math.Min(room, sendCount);
        }

        // The first acknowledgement of a recovery always lets one segment out: the fast retransmission.
        sendCount = Math.Max(sendCount, _out > 0 ? 0 : 1);
        return inFlight + sendCount;
    }
}
