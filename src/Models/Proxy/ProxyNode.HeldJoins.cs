using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy;

// A join beyond the limit of its session may be there to take the place of a subflow whose access the UE has lost. A UE says so by REMOVE_ADDR on another subflow
// (RFC 8684 section 3.4.2), and has none; so the proxy asks on those that it knows before it refuses.
public sealed partial class ProxyNode
{
    /// <summary>The one join of a session that waits until it is known which subflows work; its repetitions and others are not answered meanwhile.</summary>
    private readonly Dictionary<MptcpSocket, HeldJoin> _heldJoins = [];

    /// <summary>Subflows on which a question was not answered, and when it was asked: until something is heard there they do not count.</summary>
    private readonly Dictionary<SocketPath, Instant> _unanswered = [];

    private bool Counts(SocketPath path) =>
        !path.IsRemoved && !(_unanswered.Count > 0 && _unanswered.TryGetValue(path, out var askedAt) && path.LastHeard <= askedAt);

    /// <returns>True when a join is not to be answered yet.</returns>
    private bool Waits(Packet syn, MptcpSocket session, in Endpoint server)
    {
        if (_heldJoins.TryGetValue(session, out var held))
        {
            return !held.IsDecided;
        }

        if (IsBeyondLimit(session, server, syn.Source.Address, open: 0))
        {
            return false;
        }

        _heldJoins.Add(session, new HeldJoin(this, syn, session, _arrivedOn!));
        return true;
    }

    private sealed class HeldJoin : ITimerOwner
    {
        /// <summary>
        /// What comes in this time may have been sent before the access was lost, and says nothing. Not shorter than the time in which an end answers such a question once
        /// (Linux: net.ipv4.tcp_invalid_ratelimit), lest an earlier one has been answered just now.
        /// </summary>
        private static readonly Duration ShortestPause = Duration.FromMilliseconds(500);

        /// <summary>A path that answers more slowly is not waited for longer.</summary>
        private static readonly Duration Patience = Duration.FromSeconds(3);

        private readonly ProxyNode _proxy;
        private readonly Packet _syn;
        private readonly MptcpSocket _session;
        private readonly Interface _arrivedOn;
        private readonly List<SocketPath> _asked = [];
        private readonly Kernel.Timer _timer;
        private Instant _askedAt = Instant.Never;

        public HeldJoin(ProxyNode proxy, Packet syn, MptcpSocket session, Interface arrivedOn)
        {
            (_proxy, _session, _arrivedOn) = (proxy, session, arrivedOn);
            _syn = new Packet { Source = syn.Source, Destination = syn.Destination, Dscp = syn.Dscp, Segment = syn.Segment };
            _timer = new Kernel.Timer(proxy.Scheduler, this);
            _timer.Arm(proxy.Scheduler.Now + Duration.Max(ShortestPause, LongestTimeout()));
        }

        /// <summary>The answers are in, and the join is about to be answered by what they say.</summary>
        public bool IsDecided { get; private set; }

        public void OnTimer(Kernel.Timer timer, Instant now)
        {
            if (_askedAt == Instant.Never)
            {
                Ask(now);
                return;
            }

            foreach (var path in _asked)
            {
                if (!path.IsRemoved && path.LastHeard <= _askedAt)
                {
                    _proxy._unanswered[path] = _askedAt;
                }
            }

            IsDecided = true;
            Answer();
            _proxy._heldJoins.Remove(_session);
        }

        private void Ask(Instant now)
        {
            _askedAt = now;
            foreach (var path in _session.Paths)
            {
                if (CanBeAsked(path))
                {
                    _asked.Add(path);
                }
            }

            _session.AskForLife();
            _timer.Arm(now + LongestTimeout());
        }

        private bool CanBeAsked(SocketPath path) => _proxy.Counts(path) && path.IsEstablishedSubflow;

        private Duration LongestTimeout()
        {
            var longest = RttEstimator.MinimumRto;
            foreach (var path in _session.Paths)
            {
                longest = CanBeAsked(path) ? Duration.Max(longest, path.Tcp.Rto) : longest;
            }

            return Duration.Min(longest, Patience);
        }

        /// <summary>The SYN as if it came now, unless a repetition of it has found room already.</summary>
        private void Answer()
        {
            if (_proxy.Connections.Find(_syn.Destination, _syn.Source) is not null || _proxy.IsPending(_syn))
            {
                return;
            }

            var packet = _proxy.Pool.Rent();
            (packet.Source, packet.Destination, packet.Dscp, packet.Segment) = (_syn.Source, _syn.Destination, _syn.Dscp, _syn.Segment);
            packet.Measure();
            _proxy.ReceiveUnmatched(packet, _arrivedOn);
        }
    }
}
