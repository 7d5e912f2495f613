using System.Numerics;
using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy.Load;

/// <summary>
/// The cores of a proxy and its memory. All packets of a session go to one core, chosen by a hash of its ends; what a packet takes is foretold when its turn
/// comes and made good afterwards, so that the sum is that of what was done.
/// </summary>
public sealed class ProxyProcessor
{
    private readonly ProxyNode _node;
    private readonly Scheduler _scheduler;
    private readonly ProcessingCosts _costs;
    private readonly ProxyCore[] _cores;
    private readonly LoadMeter _load;
    private readonly WorkCount[] _work = new WorkCount[Enum.GetValues<ProxyWork>().Length];
    private readonly int _keyDraws;
    private TrafficCount _dropped;

    /// <summary>The core that handles a packet now; null while a timer makes the proxy send.</summary>
    private ProxyCore? _atWork;

    /// <param name="node">The proxy.</param>
    /// <param name="scheduler">The scheduler of the run.</param>
    /// <param name="costs">What its work takes.</param>
    /// <param name="keyDraws">Keys that are drawn for a session, on the average, until the token is one of the proxy's.</param>
    internal ProxyProcessor(ProxyNode node, Scheduler scheduler, ProcessingCosts costs, int keyDraws)
    {
        _keyDraws = keyDraws;
        _node = node;
        _scheduler = scheduler;
        _costs = costs;
        _load = new LoadMeter(costs.Cores);
        _cores = new ProxyCore[costs.Cores];
        for (var i = 0; i < costs.Cores; i++)
        {
            _cores[i] = new ProxyCore(scheduler, this, costs.QueueLimit);
        }
    }

    public ProcessingCosts Costs => _costs;

    /// <summary>Work done so far, all cores together; what has begun counts as done.</summary>
    public Duration Busy => new(_load.Busy);

    /// <summary>Packets that found their core's queue full.</summary>
    public TrafficCount Dropped => _dropped;

    /// <summary>Packets inside all cores.</summary>
    public int Waiting
    {
        get
        {
            var sum = 0;
            foreach (var core in _cores)
            {
                sum += core.Count;
            }

            return sum;
        }
    }

    /// <summary>Most packets that were inside one core.</summary>
    public int PeakWaiting
    {
        get
        {
            var peak = 0;
            foreach (var core in _cores)
            {
                peak = Math.Max(peak, core.Peak);
            }

            return peak;
        }
    }

    /// <summary>SYNs that were handled, and how long they were inside, waiting included.</summary>
    public WorkCount Handshakes { get; private set; }

    /// <summary>What was turned down, and the time that was spent on it from its first packet on.</summary>
    public WorkCount Refused { get; private set; }

    /// <summary>How often a kind of work was done, and the time it took.</summary>
    public WorkCount Of(ProxyWork work) => _work[(int)work];

    public override string ToString() => $"proxy {_node.Name}";

    internal void Take(Packet packet, Interface arrivedOn)
    {
        if (!CoreOf(packet).TryTake(packet, arrivedOn))
        {
            _dropped.Add(packet.WireLength);
            _node.Pool.Return(packet);
        }
    }

    /// <summary>Gives up what waits: the proxy has crashed.</summary>
    internal void DropAll()
    {
        foreach (var core in _cores)
        {
            while (core.TryDrop() is { } packet)
            {
                _dropped.Add(packet.WireLength);
                _node.Pool.Return(packet);
            }
        }
    }

    /// <summary>Why no further session is taken over; null when one may be.</summary>
    /// <param name="sessions">Those that there are.</param>
    internal ProxyRefusal? ReasonToRefuse(int sessions)
    {
        if (sessions >= _costs.Sessions)
        {
            return ProxyRefusal.Sessions;
        }

        if ((sessions + 1) * _costs.SessionMemory > _costs.Memory)
        {
            return ProxyRefusal.Memory;
        }

        return _costs.AdmitBelow is { } bound && _load.Share(_scheduler.Now) >= bound ? ProxyRefusal.Load : null;
    }

    /// <summary>The work on a packet begins.</summary>
    /// <returns>What it will take, in nanoseconds.</returns>
    internal long Begin(ProxyCore core, Packet packet, Interface arrivedOn, Instant now)
    {
        var (arrival, more) = _node.Foretell(packet, arrivedOn);
        core.Foretold = more;
        var time = Count(arrival, TimeOf(arrival) + _node.ProofsIn(packet) * _costs.Crypto.Nanoseconds);
        if (more != arrival)
        {
            time += Count(more, TimeOf(more));
        }

        _load.Add(now, time);
        return time;
    }

    /// <summary>The work on a packet is done.</summary>
    internal void Handle(ProxyCore core, Packet packet, Interface arrivedOn, Duration inside)
    {
        if (packet.Segment.IsOpeningSyn)
        {
            Handshakes = Handshakes.Plus(1, inside);
        }

        _atWork = core;
        _node.Handle(packet, arrivedOn);
        _atWork = null;
    }

    /// <summary>A connection of the proxy sends a packet.</summary>
    internal void OnSent(SocketPath path)
    {
        var time = Count(ProxyWork.Terminate, _costs.Terminate.Nanoseconds);
        _load.Add(_scheduler.Now, time);
        (_atWork ?? CoreOf(path.Socket.Local, path.Socket.Remote)).Owe(time);
    }

    /// <summary>Something was done that had perhaps been foretold.</summary>
    internal void OnDone(ProxyWork work)
    {
        if (_atWork?.Foretold == work)
        {
            _atWork.Foretold = ProxyWork.Forward;
            return;
        }

        var time = Count(work, TimeOf(work));
        _load.Add(_scheduler.Now, time);
        _atWork?.Owe(time);
    }

    /// <summary>Something was turned down: all that was done for it was in vain.</summary>
    /// <param name="reason">Why.</param>
    /// <param name="keptInTable">Joins wait for their proof in a table; else a subflow was made.</param>
    internal void OnRefused(ProxyRefusal reason, bool keptInTable)
    {
        var time = reason switch
        {
            ProxyRefusal.SessionLimit or ProxyRefusal.Memory or ProxyRefusal.Sessions or ProxyRefusal.Load or ProxyRefusal.Port => TimeOf(ProxyWork.Forward),
            ProxyRefusal.BadHmac when keptInTable => TimeOf(ProxyWork.Cookie) + TimeOf(ProxyWork.Forward) + _costs.Crypto.Nanoseconds + TimeOf(ProxyWork.Refuse),

            // The SYN and the proof in, the answer out.
            ProxyRefusal.BadHmac => 3 * TimeOf(ProxyWork.Terminate) + TimeOf(ProxyWork.Join) + _costs.Crypto.Nanoseconds + TimeOf(ProxyWork.Refuse),
            _ => TimeOf(ProxyWork.Refuse),
        };
        Refused = Refused.Plus(1, new Duration(time));
    }

    private long Count(ProxyWork work, long time)
    {
        _work[(int)work] = _work[(int)work].Plus(1, new Duration(time));
        return time;
    }

    private long TimeOf(ProxyWork work) => work switch
    {
        ProxyWork.Forward => _costs.Forward.Nanoseconds,
        ProxyWork.Terminate => _costs.Terminate.Nanoseconds,

        // The keys of both ends are hashed for tokens and initial data sequence numbers (RFC 8684 section 3.1).
        ProxyWork.Session => _costs.Session.Nanoseconds + (1 + _keyDraws) * _costs.Crypto.Nanoseconds,

        // The HMAC that goes into the SYN/ACK (RFC 8684 section 3.2).
        ProxyWork.Join => _costs.Join.Nanoseconds + _costs.Crypto.Nanoseconds,

        // A packet in and one out; the cookie and the key, or the number and the HMAC of a join's answer.
        ProxyWork.Cookie => _costs.Refuse.Nanoseconds + 2 * _costs.Crypto.Nanoseconds,
        _ => _costs.Refuse.Nanoseconds,
    };

    private ProxyCore CoreOf(Packet packet)
    {
        if (_cores.Length == 1)
        {
            return _cores[0];
        }

        var session = _node.SessionOf(packet);
        return session is null ? CoreOf(packet.Source, packet.Destination) : CoreOf(session.Local, session.Remote);
    }

    /// <summary>Symmetric, so that both directions and both halves of a session have the same core.</summary>
    private ProxyCore CoreOf(in Endpoint one, in Endpoint other)
    {
        var hash = (one.Digest + other.Digest + (one.Digest ^ other.Digest)) * 0x9E3779B97F4A7C15;
        return _cores[(int)Math.BigMul(BitOperations.RotateLeft(hash, 17) * 0xD6E8FEB86659FD93, (ulong)_cores.Length, out _)];
    }
}
