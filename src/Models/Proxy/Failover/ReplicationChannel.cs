using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Probes;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy.Failover;

/// <summary>
/// Carries all that an active box is handed to the standby, which repeats it (state machine replication, Schneider 1990; for TCP: FT-TCP, Alvisi et al.,
/// INFOCOM 2001; for middleboxes: FTMB, Sherry et al., SIGCOMM 2015), and tells when the standby has it, so that nothing leaves the
/// active box that the standby could contradict (output commit, Strom and Yemini 1985).
/// </summary>
internal sealed class ReplicationChannel
{
    private readonly StandbySettings _settings;
    private readonly Scheduler _scheduler;
    private readonly Arrivals _arrivals;
    private readonly Confirmations _confirmations;
    private readonly Action<ReplicatedInput> _arrived;
    private readonly Action _confirmed;

    /// <summary>A power of two, indexed by the counters below.</summary>
    private ReplicatedInput?[] _ring = new ReplicatedInput?[64];
    private long _nextToArrive;
    private long _nextToConfirm;
    private long _logged;
    private Instant _busyUntil = Instant.Zero;

    /// <param name="scheduler">Scheduler of the run.</param>
    /// <param name="settings">The link to the standby.</param>
    /// <param name="arrived">Called with each input when the standby has it.</param>
    /// <param name="confirmed">Called when the active box knows that of further inputs.</param>
    public ReplicationChannel(Scheduler scheduler, StandbySettings settings, Action<ReplicatedInput> arrived, Action confirmed)
    {
        _scheduler = scheduler;
        _settings = settings;
        _arrived = arrived;
        _confirmed = confirmed;
        _arrivals = new Arrivals(this);
        _confirmations = new Confirmations(this);
    }

    /// <summary>Inputs so far.</summary>
    public long Logged => _logged;

    /// <summary>Inputs of which the active box knows that the standby has them: all up to this number.</summary>
    public long Confirmed => _nextToConfirm;

    /// <summary>Sends an input on its way.</summary>
    /// <param name="at">The interface that it came by, or that has changed.</param>
    /// <param name="packet">What came; null where the interface has changed.</param>
    /// <param name="up">How the interface has changed; null where a packet came.</param>
    /// <param name="before">What the active box had sent before.</param>
    /// <returns>Octets that this takes.</returns>
    public int Log(Interface at, Packet? packet, bool? up, (long Count, ulong Hash) before)
    {
        if (_logged - Math.Min(_nextToArrive, _nextToConfirm) == _ring.Length)
        {
            Grow();
        }

        ref var slot = ref _ring[_logged & (_ring.Length - 1)];
        var input = slot ??= new ReplicatedInput();
        var now = _scheduler.Now;
        var octets = ReplicatedInput.Overhead + (packet?.WireLength ?? 0);
        (input.At, input.Interface, input.Up, input.OutputBefore) = (now, at, up, before);
        if (packet is not null)
        {
            Copy(packet, input.Packet);
        }

        input.Sent = Instant.Max(now, _busyUntil) + new Duration((long)((Int128)octets * 8 * 1_000_000_000 / _settings.ReplicationRate.BitsPerSecond));
        input.Arrives = input.Sent + _settings.ReplicationDelay;
        input.Confirmed = input.Arrives + _settings.ReplicationDelay;
        _busyUntil = input.Sent;
        _logged++;
        if (_logged - _nextToArrive == 1)
        {
            _scheduler.Schedule(_arrivals, input.Arrives);
        }

        if (_logged - _nextToConfirm == 1)
        {
            _scheduler.Schedule(_confirmations, input.Confirmed);
        }

        return octets;
    }

    /// <summary>The active box is gone: what has not left it is lost, and nobody waits for confirmations.</summary>
    public void Cut(Instant now)
    {
        _confirmations.Retire();
        while (_logged > _nextToArrive && At(_logged - 1).Sent > now)
        {
            _logged--;
        }
    }

    /// <summary>The standby waits for nothing any more.</summary>
    public void Close() => _arrivals.Retire();

    public static void Copy(Packet from, Packet to)
    {
        to.Source = from.Source;
        to.Destination = from.Destination;
        to.WireLength = from.WireLength;
        to.Ecn = from.Ecn;
        to.Dscp = from.Dscp;
        to.TimeToLive = from.TimeToLive;
        to.Outer = from.Outer;
        to.InnerTimeToLive = from.InnerTimeToLive;
        to.Fragment = from.Fragment;
        to.Segment = from.Segment;
    }

    private ReplicatedInput At(long number) => _ring[number & (_ring.Length - 1)]!;

    private void OnArrival()
    {
        if (_nextToArrive == _logged)
        {
            // The crash has taken what was to arrive now.
            return;
        }

        var input = At(_nextToArrive++);
        if (_nextToArrive < _logged)
        {
            _scheduler.Schedule(_arrivals, At(_nextToArrive).Arrives);
        }

        _arrived(input);
    }

    private void OnConfirmation()
    {
        _nextToConfirm++;
        if (_nextToConfirm < _logged)
        {
            _scheduler.Schedule(_confirmations, At(_nextToConfirm).Confirmed);
        }

        _confirmed();
    }

    private void Grow()
    {
        var larger = new ReplicatedInput?[_ring.Length * 2];
        for (var number = Math.Min(_nextToArrive, _nextToConfirm); number < _logged; number++)
        {
            larger[number & (larger.Length - 1)] = At(number);
        }

        _ring = larger;
    }

    private sealed class Arrivals(ReplicationChannel channel) : EventTarget(channel._scheduler)
    {
        protected internal override void OnWakeup(Instant now) => channel.OnArrival();
    }

    private sealed class Confirmations(ReplicationChannel channel) : EventTarget(channel._scheduler)
    {
        protected internal override void OnWakeup(Instant now) => channel.OnConfirmation();
    }
}
