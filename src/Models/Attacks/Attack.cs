using Mpsim.Models.Kernel;
using Mpsim.Models.Probes;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Attacks;

/// <summary>A source of packets that mean harm, at a steady rate for a time.</summary>
public abstract class Attack : EventTarget
{
    /// <summary>Ports that nothing else in a network uses as a source.</summary>
    private const int FirstPort = 1024;
    private const int Ports = 4000;

    private readonly AttackerNode _node;
    private readonly EventSink _log;
    private int _port;
    private bool _hasBegun;

    /// <param name="node">Where its packets come from.</param>
    /// <param name="scheduler">The scheduler of the run.</param>
    /// <param name="settings">What it is aimed at.</param>
    /// <param name="chance">Source of whatever it guesses.</param>
    /// <param name="log">Told of beginning and end.</param>
    protected Attack(AttackerNode node, Scheduler scheduler, AttackSettings settings, RandomStream chance, EventSink log)
        : base(scheduler)
    {
        _node = node;
        Settings = settings;
        Chance = chance;
        _log = log;
        node.Add(this);
        if (settings.Start < settings.Until)
        {
            scheduler.Schedule(this, settings.Start);
        }
    }

    public AttackSettings Settings { get; }

    /// <summary>Packets sent so far.</summary>
    public long Sent { get; private set; }

    /// <summary>Answers that came back to the attacker so far.</summary>
    public long Answers { get; private set; }

    /// <summary>How often the attack has got what it wants.</summary>
    public long Successes { get; protected set; }

    /// <summary>What the attack did, in words, for the end of the log.</summary>
    public string Totals => $"sent: {Sent}, answers: {Answers}, successes: {Successes}";

    protected RandomStream Chance { get; }

    public override string ToString() => $"attack {Settings.Name}";

    internal void OnReceived(Packet packet)
    {
        if (packet.Destination.Address == Settings.Own)
        {
            Answers++;
            OnAnswer(packet);
        }
    }

    protected internal override void OnWakeup(Instant now)
    {
        if (!_hasBegun)
        {
            _hasBegun = true;
            _log.Record(now, Settings.Name, "attack-begins", $"{GetType().Name} of {Settings.Target}");
        }

        if (now >= Settings.Until)
        {
            _log.Record(now, Settings.Name, "attack-ends", Totals);
            return;
        }

        Strike(now);
        Scheduler.Schedule(this, Instant.Min(now + Settings.Gap, Settings.Until));
    }

    /// <summary>Sends the next packet of the attack, where there is anything to send.</summary>
    protected abstract void Strike(Instant now);

    /// <summary>Something has come back.</summary>
    protected virtual void OnAnswer(Packet packet)
    {
    }

    /// <summary>A packet to be filled in and sent.</summary>
    protected Packet Rent(Endpoint source, Endpoint destination, TcpFlags flags)
    {
        var packet = _node.Pool.Rent();
        packet.Source = source;
        packet.Destination = destination;
        packet.Segment.Ack = 0;
        packet.Segment.Flags = flags;
        packet.Segment.Window = ushort.MaxValue;
        return packet;
    }

    protected void Send(Packet packet)
    {
        Sent++;
        _node.Inject(packet);
    }

    /// <summary>Where the next packet claims to come from.</summary>
    protected Endpoint NextSource()
    {
        if (Settings.Sources is not { } sources)
        {
            return NextOwn();
        }

        var host = Chance.NextUInt64();
        var network = sources.Network.Prefix(sources.Length);
        var kept = sources.Length + 128 - network.Width;
        var address = kept >= 64 ? new IpAddress(network.High, network.Low | (kept == 128 ? 0 : host & (ulong.MaxValue >> (kept - 64)))) : new IpAddress(network.High, host);
        return new Endpoint(address, (ushort)Chance.NextInRange(FirstPort, ushort.MaxValue));
    }

    /// <summary>The attacker's own address with its next port.</summary>
    protected Endpoint NextOwn() => new(Settings.Own, (ushort)(FirstPort + (_port++ % Ports)));

    /// <summary>What an ordinary SYN asks for.</summary>
    protected static SegmentOptions SynOptions { get; } = new() { MaximumSegmentSize = 1460, WindowScale = 7, SackPermitted = true };
}
