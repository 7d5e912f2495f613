using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Proxy;

// Transparent mode (draft-deng-mptcp-proxy-01): the SYN passes, and the server's answer decides within the same handshake.
public sealed partial class ProxyNode
{
    private readonly PassedSyns _passedSyns = new();

    /// <summary>Sessions that were left to an M-Server.</summary>
    public long SessionsLeft { get; private set; }

    /// <summary>A SYN with MPTCP passes that is not to be taken over, whatever answers.</summary>
    private void PassFor(Packet syn, string reason, ProxyRule? rule, SessionOutcome outcome = SessionOutcome.Passed)
    {
        var passed = _passedSyns.Note(syn, Scheduler.Now);
        if (!passed.IsDecided)
        {
            passed.Rule = rule;
            Decide(passed, outcome, reason);
        }
    }

    /// <summary>A SYN without MPTCP passes: one that repeats a SYN with it says that the UE has given MPTCP up, and no answer may bring it back.</summary>
    private void Unwatch(Packet syn)
    {
        if (_passedSyns.Count > 0 && _passedSyns.Find(syn.Source, syn.Destination) is { } passed)
        {
            _passedSyns.Remove(syn.Source, syn.Destination);
            if (!passed.IsDecided && passed.Syn.Segment.Seq == syn.Segment.Seq)
            {
                Settle(SessionOutcome.Passed, syn, "the UE has given MPTCP up", passed.Rule);
            }
        }
    }

    /// <summary>The answer to a SYN that has passed.</summary>
    /// <returns>True when the proxy answers the UE in the server's place; false to pass the answer on.</returns>
    private bool TakesAnswer(Packet answer)
    {
        if ((answer.Segment.Flags & (TcpFlags.Syn | TcpFlags.Ack | TcpFlags.Rst | TcpFlags.Fin)) != (TcpFlags.Syn | TcpFlags.Ack)
            || _passedSyns.Find(answer.Destination, answer.Source) is not { } passed
            || answer.Segment.Ack - passed.Syn.Segment.Seq is 0 or > ushort.MaxValue)
        {
            return false;
        }

        _capabilities?.Learn(answer.Source, answer.Segment.Options?.MpCapable is not null, Scheduler.Now);
        if (passed.IsDecided)
        {
            return false;
        }

        if (answer.Segment.Options?.MpCapable is not null)
        {
            SessionsLeft++;
            Decide(passed, SessionOutcome.Left, "the server speaks MPTCP");
            return false;
        }

        if (ReasonToPass(passed, answer.Segment) is { } reason)
        {
            Decide(passed, SessionOutcome.Passed, reason);
            return false;
        }

        if (ReasonToRefuse(answer.Destination, answer.Source) is { } refusal)
        {
            Decide(passed, SessionOutcome.Refused, refusal);
            return false;
        }

        _passedSyns.Remove(answer.Destination, answer.Source);
        GoOnInPlaceOfBoth(passed, answer);
        return true;
    }

    /// <summary>The session is not for the proxy, which does nothing more than forward it.</summary>
    private void Decide(PassedSyn passed, SessionOutcome outcome, string reason)
    {
        passed.IsDecided = true;
        Settle(outcome, passed.Syn, reason, passed.Rule);
    }

    /// <returns>Why MPTCP must not be added to a server's answer; null when it may be.</returns>
    private static string? ReasonToPass(PassedSyn passed, Segment answer)
    {
        if (answer.Options?.Signature is not null)
        {
            // Adding an option would spoil what TCP-AO protects (RFC 5925 section 5.1).
            return "the server has signed its answer";
        }

        if (answer.Ack != passed.Syn.Segment.Seq + 1)
        {
            // The server has taken data of the SYN (RFC 7413), which only the UE could send again.
            return "the server has taken data of the SYN";
        }

        answer.Options = (answer.Options ?? new SegmentOptions()) with { MpCapable = new MpCapable(1, MpCapable.HmacSha256, 1, null, null) };
        return answer.OptionsLength() > Segment.MaximumOptionsLength ? "the server's answer has no room for MP_CAPABLE" : null;
    }

    /// <summary>
    /// The N-Server's answer ends here: toward the server the proxy goes on in the UE's place, and toward the UE in the server's, with
    /// the server's own SYN/ACK and MP_CAPABLE added to it. Each side keeps to the sequence numbers, timestamps and options that the other has said.
    /// The server's answer is acknowledged at once: the server would repeat it while the UE's acknowledgement is under way.
    /// </summary>
    private void GoOnInPlaceOfBoth(PassedSyn passed, Packet answer)
    {
        var both = new JoinedHandshakes(passed.Syn.Source, passed.Syn.Destination, OnOpeningAborted);
        Begin(passed.Syn, "the server does not speak MPTCP", passed.Rule);
        var upstream = ConnectInPlace(passed.Syn, passed.PassedAt, passed.Passes, answer, both, _proxy.TowardServer);
        both.Upstream = upstream;
        both.Downstream = AcceptInPlace(passed.Syn, answer, SettingsTowardUe(passed.Syn.Source, passed.Syn.Destination), downstream => StartRelay(downstream, upstream));
        both.Downstream.Owner = both;
    }
}
