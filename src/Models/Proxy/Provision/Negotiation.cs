using Mpsim.Models.Hosts;
using Mpsim.Models.Tcp;
using Mpsim.Models.Units;

namespace Mpsim.Models.Proxy.Provision;

/// <summary>A UE's side of one reservation, from the first request until it is no longer wanted.</summary>
/// <param name="key">What it is about.</param>
/// <param name="asked">What is asked for.</param>
/// <param name="session">The session that it is about; null for a subscriber.</param>
internal sealed class Negotiation(ReservationKey key, Resources asked, ProtocolSocket? session)
{
    public ReservationKey Key { get; } = key;

    /// <summary>What is asked for; a later wish changes it.</summary>
    public Resources Asked { get; set; } = asked;

    /// <summary>Number of the request.</summary>
    public long Number { get; set; }

    public Instant FirstSentAt { get; set; }

    /// <summary>The last answer; null before the first.</summary>
    public ProvisionAnswer? Answer { get; set; }

    /// <summary>Something was granted since it was first asked for.</summary>
    public bool HasBeenGranted { get; set; }

    /// <summary>The answer to what was last sent has not come.</summary>
    public bool IsAwaited { get; set; }

    /// <summary>What the timer waits before it sends again.</summary>
    public Duration Patience { get; set; }

    /// <summary>Counts the timers that were set: only the last is of account.</summary>
    public int Timers { get; set; }

    /// <summary>Somebody still wants it.</summary>
    public bool IsWanted { get; set; } = true;

    /// <summary>Type of the access of a subflow.</summary>
    public string? Access { get; init; }

    /// <summary>It is no longer wanted, or the session that it is about is over: nothing but TIME-WAIT is left of it.</summary>
    public bool IsOver => !IsWanted || (session is not null && HasEnded(session));

    /// <summary>Something is reserved.</summary>
    public bool IsGranted => Answer is { Outcome: not ProvisionOutcome.Refused };

    /// <summary>A session is over. One that has lost its last subflow and may be joined is not.</summary>
    public static bool HasEnded(ProtocolSocket session) => session.IsRetired || (!HasOpenSubflow(session) && session is not MptcpSocket { MayBeJoined: true });

    /// <summary>Something of a session is more than TIME-WAIT.</summary>
    private static bool HasOpenSubflow(ProtocolSocket session)
    {
        for (var i = 0; i < session.Paths.Count; i++)
        {
            if (session.Paths[i] is { IsRemoved: false, Tcp.State: not (TcpState.TimeWait or TcpState.Closed) })
            {
                return true;
            }
        }

        return false;
    }
}
