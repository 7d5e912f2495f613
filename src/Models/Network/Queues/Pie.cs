using Mpsim.Models.Kernel;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Queues;

/// <summary>
/// Proportional Integral controller Enhanced (RFC 8033): arrivals are dropped or marked with a probability that a
/// controller moves every 15 ms, by how far the delay is from the target and how it has changed.
/// </summary>
/// <remarks>
/// The delay is that of the packet which left last, by its time of arrival (section 4.3 allows it in place of an estimate
/// of the departure rate; Linux's default). The controller is always active, as in Linux; section 5.3 lets it sleep
/// below a third of the buffer. Updates that have fallen due are made up for when something arrives or leaves.
/// </remarks>
public sealed class Pie : QueueDiscipline
{
    /// <summary>QDELAY_REF (RFC 8033 section 4.2).</summary>
    public static readonly Duration DefaultTarget = Duration.FromMilliseconds(15);

    /// <summary>T_UPDATE.</summary>
    private const long Update = 15_000_000;

    /// <summary>MEAN_PKTSIZE.</summary>
    private const int MeanPacket = 1024;

    /// <summary>MARK_ECNTH: with a higher probability packets are dropped even if they could be marked (section 5.1).</summary>
    private const double MarkThreshold = 0.1;

    /// <summary>alpha and beta of section 4.2, per second of delay.</summary>
    private const double Alpha = 0.125;

    private const double Beta = 1.25;

    /// <summary>A probability below this is none; it keeps the decay from going on for ever.</summary>
    private const double Negligible = 1e-12;

    private readonly QueueOptions _options;
    private readonly RandomStream _random;
    private readonly double _target;
    private PacketFifo _queue;
    private double _delay;
    private double _delayBefore;
    private double _accumulated;
    private long _burstAllowance;
    private long _nextUpdate = Update;

    public Pie(QueueOptions options, RandomStream random)
    {
        _options = options;
        _random = random;
        _target = (options.Target ?? DefaultTarget).Seconds;
        _burstAllowance = options.Burst.Nanoseconds;
    }

    public override string Name => "pie";

    /// <summary>The probability of a drop.</summary>
    public double DropProbability { get; private set; }

    public override void Enqueue(Packet packet, Instant now)
    {
        CatchUp(now);
        if (Packets >= _options.Limit.Packets || Bytes + packet.WireLength > _options.Limit.Bytes)
        {
            _accumulated = 0;
            Drop(packet);
            return;
        }

        if (_burstAllowance == 0 && IsChosen() && !(_options.Ecn && DropProbability < MarkThreshold && TryMark(packet)))
        {
            Drop(packet);
            return;
        }

        Append(ref _queue, packet, now);
    }

    public override Packet? Dequeue(Instant now)
    {
        CatchUp(now);
        if (_queue.IsEmpty)
        {
            return null;
        }

        var packet = TakeFirst(ref _queue, out var arrivedAt);
        _delay = _queue.IsEmpty ? 0 : (now.Nanoseconds - arrivedAt) / 1e9;
        return packet;
    }

    /// <summary>drop_early of section 4.1, with the de-randomisation of section 5.4.</summary>
    private bool IsChosen()
    {
        // Safeguards: a short delay, or a queue of no more than two packets, needs no drop.
        if ((_delayBefore < _target / 2 && DropProbability < 0.2) || Bytes <= 2 * MeanPacket)
        {
            return false;
        }

        _accumulated = DropProbability == 0 ? 0 : _accumulated + DropProbability;
        if (_accumulated < 0.85)
        {
            return false;
        }

        if (_accumulated < 8.5 && _random.NextDouble() >= DropProbability)
        {
            return false;
        }

        _accumulated = 0;
        return true;
    }

    private void CatchUp(Instant now)
    {
        while (_nextUpdate <= now.Nanoseconds)
        {
            UpdateProbability();
            _nextUpdate += Update;
            if (DropProbability == 0 && _delay == 0 && _delayBefore == 0 && _burstAllowance == _options.Burst.Nanoseconds)
            {
                // At rest: nothing would change until the next packet.
                _nextUpdate += Math.Max(0, (now.Nanoseconds - _nextUpdate) / Update) * Update;
            }
        }
    }

    /// <summary>calculate_drop_prob of section 4.2, with the scaling and the bounds given there and in section 5.5.</summary>
    private void UpdateProbability()
    {
        var change = (Alpha * (_delay - _target)) + (Beta * (_delay - _delayBefore));
        change /= DropProbability switch
        {
            < 0.000001 => 2048,
            < 0.00001 => 512,
            < 0.0001 => 128,
            < 0.001 => 32,
            < 0.01 => 8,
            < 0.1 => 2,
            _ => 1,
        };

        // Section 5.5: not too much at once, except where the delay has got out of hand.
        if (DropProbability >= 0.1 && change > 0.02)
        {
            change = 0.02;
        }

        if (_delay > 0.25)
        {
            change = 0.02;
        }

        var probability = DropProbability + change;
        if (_delay == 0 && _delayBefore == 0)
        {
            probability *= 0.98;
        }

        DropProbability = probability < Negligible ? 0 : Math.Min(probability, 1);
        _burstAllowance = Math.Max(0, _burstAllowance - Update);
        if (DropProbability == 0 && _delay < _target / 2 && _delayBefore < _target / 2)
        {
            _burstAllowance = _options.Burst.Nanoseconds;
        }

        _delayBefore = _delay;
    }
}
