using Mpsim.Models.Kernel;
using Mpsim.Models.Units;

namespace Mpsim.Models.Proxy.Provision;

/// <summary>
/// Carries requests and answers between UEs and a proxy, and wakes both when something is due. A message sets out on the first access of the UE that works
/// and takes the propagation delay of its way; while none works, or by chance, it is lost. Messages are a hundred octets now and then, on a channel of
/// their own such as a signalling bearer: they take none of the network's capacity and wait in none of its queues.
/// </summary>
public sealed class ProvisionExchange : EventTarget
{
    private readonly PriorityQueue<Action<Instant>, (Instant At, long Order)> _due = new();
    private readonly RandomStream _chance;
    private long _order;
    private Instant _sweepAt = Instant.Never;

    /// <param name="scheduler">Scheduler of the run.</param>
    /// <param name="desk">The proxy's side.</param>
    /// <param name="chance">Decides which messages are lost, and how timers vary.</param>
    public ProvisionExchange(Scheduler scheduler, ProvisionDesk desk, RandomStream chance)
        : base(scheduler) => (Desk, _chance) = (desk, chance);

    public ProvisionDesk Desk { get; }

    /// <summary>Messages that were sent, by UEs and by the proxy.</summary>
    public long Sent { get; private set; }

    /// <summary>Of these, messages that never arrived or will not.</summary>
    public long Lost { get; private set; }

    /// <summary>Requests that were first answered by a grant of anything, and the time from the first sending to that answer, in all.</summary>
    public (long Times, Duration Time) Waits { get; private set; }

    /// <summary>A UE sends a request.</summary>
    /// <param name="from">The UE.</param>
    /// <param name="request">The request.</param>
    /// <param name="access">The type of the access of a subflow.</param>
    internal void Send(ProvisionClient from, ProvisionRequest request, string? access) => Carry(from.Way, now =>
    {
        if (Desk.Receive(request, access, now) is { } answer)
        {
            Carry(from.Way, at => from.OnAnswer(answer, at));
        }

        Sweep(now);
    });

    /// <summary>Wakes somebody.</summary>
    internal void At(Instant at, Action<Instant> action)
    {
        _due.Enqueue(action, (at, _order++));
        Scheduler.Schedule(this, at);
    }

    /// <summary>The time until a request is repeated: a tenth to either side, so that many UEs do not repeat together (RFC 6887 section 8.1.1: RAND).</summary>
    internal Duration Vary(Duration time) => new(time.Nanoseconds + _chance.NextInRange(-time.Nanoseconds / 10, time.Nanoseconds / 10));

    internal void OnGranted(Duration waited) => Waits = (Waits.Times + 1, Waits.Time + waited);

    protected internal override void OnWakeup(Instant now)
    {
        while (_due.TryPeek(out var action, out var priority) && priority.At <= now)
        {
            _due.Dequeue();
            action(now);
        }
    }

    /// <summary>All draws are made for every message, so that one setting does not change what chance does to another.</summary>
    private void Carry(Func<Duration?> way, Action<Instant> arrive)
    {
        Sent++;
        var isLost = _chance.Chance(Desk.Settings.Loss);
        if (isLost || way() is not { } propagation)
        {
            Lost++;
            return;
        }

        At(Scheduler.Now + propagation + Desk.Settings.Delay, arrive);
    }

    private void Sweep(Instant now)
    {
        var next = Desk.Sweep(now);
        if (next < _sweepAt || _sweepAt <= now)
        {
            _sweepAt = next;
            if (next != Instant.Never)
            {
                At(next, Sweep);
            }
        }
    }
}
