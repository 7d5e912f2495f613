using Mpsim.Models.Kernel;
using Mpsim.Models.Network.Middleboxes;
using Mpsim.Models.Proxy.Failover;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Proxy;

// Sessions of a box before this one, whose state is gone with it: both ends are told, so that neither waits for ever.
public sealed partial class ProxyNode
{
    /// <summary>Probes of an end that does not answer.</summary>
    private const int MostProbes = 4;

    /// <summary>No end is asked more often.</summary>
    private static readonly Duration TimeToAnswer = Duration.FromMilliseconds(500);

    /// <summary>By the ends of their subflows. Null where there was no box before, or its sessions are left alone.</summary>
    private Dictionary<(Endpoint Ue, Endpoint Server), Orphan>? _orphans;

    /// <summary>Ends that have been seen to speak MPTCP to others.</summary>
    private readonly HashSet<(Endpoint From, Endpoint To)> _speakers = [];

    /// <summary>Ends of connections whose SYN has come since: this box knows what became of them.</summary>
    private readonly HashSet<(Endpoint Opener, Endpoint Other)> _opened = [];

    /// <summary>Ends that have been seen not to.</summary>
    private readonly HashSet<(Endpoint From, Endpoint To)> _silent = [];

    /// <summary>When a packet from one end to another has last led to a question to that other.</summary>
    private readonly Dictionary<(Endpoint From, Endpoint To), Instant> _asked = [];

    private readonly List<Orphan> _probed = [];
    private Kernel.Timer? _probeTimer;
    private int _probes;

    /// <summary>The packet may change the state of this proxy; all others only pass.</summary>
    internal bool Concerns(Packet packet) => Processor is not null || (packet.Outer is null && IsForStack(packet));

    /// <summary>What is in a tunnel that does not end here is not looked at.</summary>
    private bool IsForStack(Packet packet) => packet.Segment.Has(TcpFlags.Syn) || _orphans is not null || HasAddress(packet.Destination.Address)
        || Connections.Find(packet.Destination, packet.Source) is not null

        // An RST may say that nobody is left at the UE's end.
        || (packet.Segment.Has(TcpFlags.Rst) && Connections.Find(packet.Source, packet.Destination) is not null)

        // What brings a SYN cookie back or proves a join belongs to no connection yet.
        || _lastCookieAt != Instant.Never || JoinsPending > 0;

    /// <summary>Gives up what waits for a core.</summary>
    internal void DropPacketsHeld() => Processor?.DropAll();

    /// <summary>
    /// There was a box before this one. Sessions that must have been its own end when their packets come; those that are known end
    /// now, for which an end is made to say where it stands: an RST counts only with the very number that is expected (RFC 5961 section 3.2).
    /// </summary>
    internal void EndOrphans(IReadOnlyList<LostSession> known)
    {
        _orphans = [];
        foreach (var session in known)
        {
            foreach (var (ue, server) in session.Subflows)
            {
                Adopt(ue, server, session.UeKey, session.Target == server && session.Source == ue);
            }

            if (!session.Subflows.Contains((session.Source, session.Target)))
            {
                // The connection to the server goes by other ends than any subflow, or by those of one that is over.
                Adopt(session.Source, session.Target, null, true).UeAnswered = true;
            }
        }

        Probe();
    }

    /// <returns>True when the packet goes no further: it was one of an orphaned session, whose sender has been answered, or it is not known yet whether it was.</returns>
    private bool EndsOrphan(Packet packet)
    {
        if (AnswersOrphan(packet))
        {
            return true;
        }

        var (forth, back) = ((packet.Source, packet.Destination), (packet.Destination, packet.Source));
        if (_opened.Contains(forth) || _opened.Contains(back))
        {
            return false;
        }

        if (Judge(packet, forth, back) is not { } isOrphan)
        {
            return !packet.Segment.Has(TcpFlags.Rst);
        }

        if (!isOrphan)
        {
            return false;
        }

        _ = _speakers.Contains(forth) ? Adopt(packet.Source, packet.Destination, null, true) : Adopt(packet.Destination, packet.Source, null, true);
        AnswersOrphan(packet);
        Probe();
        return true;
    }

    /// <summary>Answers a packet of a session that is known to be orphaned.</summary>
    /// <returns>True when it was one.</returns>
    private bool AnswersOrphan(Packet packet)
    {
        var isFromUe = _orphans!.TryGetValue((packet.Source, packet.Destination), out var orphan);
        if (!isFromUe && !_orphans.TryGetValue((packet.Destination, packet.Source), out orphan))
        {
            return false;
        }

        orphan!.UeAnswered |= isFromUe;
        orphan.ServerAnswered |= !isFromUe;
        AnswerByReset(packet, isFromUe && orphan.UeKey is { } key ? new SegmentOptions { MpFastclose = new MpFastclose(key) } : null);
        return true;
    }

    /// <summary>
    /// A connection that is not known here was one of the box before when one of its ends speaks MPTCP and the other does not: somebody stood between. Where every
    /// session with MPTCP is taken over, the one end says enough; elsewhere it may have been left to an M-Server. As long as an end has not said anything it
    /// is asked, and nothing passes: sequence numbers that began equal on both sides of the box before would let one end take the octets of another place.
    /// </summary>
    /// <returns>Null when it is not known yet.</returns>
    private bool? Judge(Packet packet, (Endpoint, Endpoint) forth, (Endpoint, Endpoint) back)
    {
        ref readonly var segment = ref packet.Segment;
        if (segment.Options?.Signature is not null)
        {
            // Nobody can have stood between (RFC 5925 section 5.1).
            return false;
        }

        if (MptcpSubtypes.All.In(segment) != MptcpSubtypes.None)
        {
            _speakers.Add(forth);
            if (TakesAllSessions)
            {
                return true;
            }
        }
        else if (!_speakers.Contains(forth) && !segment.Has(TcpFlags.Rst) && (segment.PayloadLength > 0 || segment.SackCount == 0))
        {
            // Acknowledgements with SACK blocks may have had no room for MPTCP, and the last ones of a subflow have none.
            _silent.Add(forth);
        }

        if ((_speakers.Contains(forth) && _silent.Contains(back)) || (_silent.Contains(forth) && _speakers.Contains(back)))
        {
            return true;
        }

        if ((_speakers.Contains(back) || _silent.Contains(back)) && (_speakers.Contains(forth) || _silent.Contains(forth)))
        {
            return false;
        }

        if (!_asked.TryGetValue(forth, out var last) || last + TimeToAnswer < Scheduler.Now)
        {
            _asked[forth] = Scheduler.Now;
            Provoke(packet.Source, packet.Destination);
        }

        return null;
    }

    /// <summary>A new connection takes the place of one of the same ends, and is nobody's orphan.</summary>
    private void ForgetOrphan(Endpoint opener, Endpoint other)
    {
        _orphans!.Remove((opener, other));
        _orphans.Remove((other, opener));
        foreach (var known in new[] { _speakers, _silent })
        {
            known.Remove((opener, other));
            known.Remove((other, opener));
        }

        _opened.Add((opener, other));
    }

    private Orphan Adopt(Endpoint ue, Endpoint server, ulong? key, bool reachesServer)
    {
        var orphan = new Orphan(ue, server, key) { ServerAnswered = !reachesServer };
        _orphans![(ue, server)] = orphan;
        _probed.Add(orphan);
        Events.Record(Scheduler.Now, Name, "session-orphaned", $"{ue} - {server}");
        _probes = 0;
        return orphan;
    }

    /// <summary>Makes the ends that have not been answered yet say something.</summary>
    private void Probe()
    {
        _probed.RemoveAll(static orphan => orphan is { UeAnswered: true, ServerAnswered: true });
        if (_probed.Count == 0 || _probes == MostProbes)
        {
            return;
        }

        foreach (var orphan in _probed)
        {
            if (!orphan.UeAnswered)
            {
                Provoke(orphan.Server, orphan.Ue);
            }

            if (!orphan.ServerAnswered)
            {
                Provoke(orphan.Ue, orphan.Server);
            }
        }

        _probeTimer ??= new Kernel.Timer(Scheduler, new Prober(this));
        _probeTimer.Arm(Scheduler.Now + Duration.FromSeconds(1 << _probes++));
    }

    /// <summary>Two acknowledgements that lie half the numbers apart: at least one is outside the window, which is answered with what is expected (RFC 9293 section 3.10.7.4).</summary>
    private void Provoke(Endpoint from, Endpoint to)
    {
        for (uint seq = 0; seq <= 1u << 31; seq += 1u << 31)
        {
            var probe = Pool.Rent();
            probe.Source = from;
            probe.Destination = to;
            ref var segment = ref probe.Segment;
            segment.Flags = TcpFlags.Ack;
            segment.Seq = seq;
            segment.HasTimestamps = true;
            probe.Measure();
            Forward(probe);
            if (seq != 0)
            {
                return;
            }
        }
    }

    private sealed class Prober(ProxyNode proxy) : ITimerOwner
    {
        public void OnTimer(Kernel.Timer timer, Instant now) => proxy.Probe();
    }

    private sealed class Orphan(Endpoint ue, Endpoint server, ulong? ueKey)
    {
        public Endpoint Ue => ue;

        public Endpoint Server => server;

        public ulong? UeKey => ueKey;

        public bool UeAnswered { get; set; }

        public bool ServerAnswered { get; set; }
    }
}
