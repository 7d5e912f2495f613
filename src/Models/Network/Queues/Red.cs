using Mpsim.Models.Kernel;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Queues;

/// <summary>
/// Random Early Detection (S. Floyd and V. Jacobson 1993) in the gentle form (S. Floyd 2000): the probability of a
/// drop rises with the average queue from 0 at the minimum to max_p at the maximum, and on to 1 at twice the maximum.
/// </summary>
/// <remarks>
/// With ECN, packets are marked up to the maximum and dropped beyond (RFC 3168 section 7). The time of a transmission, by
/// which the average falls over an idle time, is the one that the link has taken lately: links need not have a constant rate.
/// </remarks>
public sealed class Red : QueueDiscipline
{
    private readonly QueueOptions _options;
    private readonly RandomStream _random;
    private readonly bool _inPackets;
    private readonly double _minimum;
    private readonly double _maximum;
    private readonly double _maximumProbability;
    private PacketFifo _queue;

    /// <summary>Packets since the last drop; -1 below the minimum (the paper's count).</summary>
    private int _count = -1;

    private long _idleSince;
    private long _lastDeparture;
    private double _transmission;

    public Red(QueueOptions options, RandomStream random)
    {
        _options = options;
        _random = random;
        _inPackets = options.Minimum.Bytes == long.MaxValue;
        _minimum = _inPackets ? options.Minimum.Packets : options.Minimum.Bytes;
        _maximum = _inPackets ? options.Maximum.Packets : options.Maximum.Bytes;
        _maximumProbability = options.MaximumProbability.Value;
        if (_maximum <= _minimum || _inPackets != (options.Maximum.Bytes == long.MaxValue))
        {
            throw new ArgumentException("RED's maximum lies above its minimum, in the same unit", nameof(options));
        }
    }

    public override string Name => "red";

    /// <summary>The average queue, in packets or octets as the thresholds are.</summary>
    public double Average { get; private set; }

    public override void Enqueue(Packet packet, Instant now)
    {
        UpdateAverage(now);
        if (Packets >= _options.Limit.Packets || Bytes + packet.WireLength > _options.Limit.Bytes)
        {
            _count = 0;
            Drop(packet);
            return;
        }

        if (IsChosen() && !(Average < _maximum && _options.Ecn && TryMark(packet)))
        {
            Drop(packet);
            return;
        }

        Append(ref _queue, packet, now);
    }

    public override Packet? Dequeue(Instant now)
    {
        if (_queue.IsEmpty)
        {
            return null;
        }

        var packet = TakeFirst(ref _queue, out var arrivedAt);

        // Between departures with no idle time lies one transmission.
        if (arrivedAt <= _lastDeparture)
        {
            var gap = now.Nanoseconds - _lastDeparture;
            _transmission = _transmission == 0 ? gap : _transmission + ((gap - _transmission) / 16);
        }

        _lastDeparture = now.Nanoseconds;
        if (_queue.IsEmpty)
        {
            _idleSince = now.Nanoseconds;
        }

        return packet;
    }

    /// <summary>avg of the paper's figure 2: an exponential average, which falls over an idle time as if so many small packets had met an empty queue.</summary>
    private void UpdateAverage(Instant now)
    {
        if (!_queue.IsEmpty)
        {
            Average += _options.Weight * ((_inPackets ? Packets : Bytes) - Average);
        }
        else if (_transmission > 0)
        {
            var missed = (long)((now.Nanoseconds - _idleSince) / _transmission);
            Average *= Power(1 - _options.Weight, missed);
        }
    }

    private bool IsChosen()
    {
        if (Average < _minimum)
        {
            _count = -1;
            return false;
        }

        _count++;
        double probability;
        if (Average < _maximum)
        {
            probability = _maximumProbability * (Average - _minimum) / (_maximum - _minimum);
        }
        else if (Average < 2 * _maximum)
        {
            probability = _maximumProbability + ((1 - _maximumProbability) * (Average - _maximum) / _maximum);
        }
        else
        {
            _count = 0;
            return true;
        }

        // p_a = p_b / (1 - count p_b): drops come at even distances rather than in bunches.
        var spread = 1 - (_count * probability);
        if (spread > 0 && _random.NextDouble() >= probability / spread)
        {
            return false;
        }

        _count = 0;
        return true;
    }

    /// <summary>Repeated squaring: the framework's power may differ between machines.</summary>
    private static double Power(double value, long exponent)
    {
        var result = 1.0;
        for (; exponent > 0 && result > 0; exponent >>= 1)
        {
            if ((exponent & 1) != 0)
            {
                result *= value;
            }

            value *= value;
        }

        return result;
    }
}
