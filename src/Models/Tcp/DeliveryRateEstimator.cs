using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tcp;

/// <summary>
/// Delivery rate estimation (draft-cheng-iccrg-delivery-rate-estimation-00): what was delivered between the sending of a segment
/// and its acknowledgement, over the longer of the times that it took to send and to be acknowledged. Counts in segments.
/// Exists only where a congestion control asks for it.
/// </summary>
internal sealed class DeliveryRateEstimator
{
    private const long NoTime = -1;

    /// <summary>Per segment in flight, at the segment's index in the retransmission queue.</summary>
    private Record[] _ring = new Record[16];

    /// <summary>C.delivered_time and C.first_sent_time.</summary>
    private long _deliveredTime;
    private long _firstSentTime;

    /// <summary>C.app_limited: the count of delivered segments at which the phase without data to send is over; 0 when there is none.</summary>
    private long _applicationLimitedUntil;

    // The sample of the acknowledgement in hand (rs).
    private long _priorDelivered;
    private long _priorTime;
    private long _sendElapsed;
    private bool _priorIsLimited;
    private int _lost;

    /// <summary>C.delivered: segments delivered, ever.</summary>
    public long Delivered { get; private set; }

    public bool IsApplicationLimited => _applicationLimitedUntil > 0;

    /// <summary>Section 3.2: a segment leaves, for the first time or again.</summary>
    /// <param name="index">Its index in the retransmission queue.</param>
    /// <param name="head">Index of the oldest segment there.</param>
    /// <param name="now">Now, in nanoseconds.</param>
    /// <param name="nothingInFlight">Nothing was in flight before it.</param>
    public void OnSent(uint index, uint head, long now, bool nothingInFlight)
    {
        if (nothingInFlight)
        {
            _firstSentTime = now;
            _deliveredTime = now;
        }

        if (index - head >= _ring.Length)
        {
            Grow(head, index);
        }

        ref var record = ref At(index);
        record.Delivered = Delivered;
        record.DeliveredTime = _deliveredTime;
        record.FirstSentTime = _firstSentTime;
        record.SentAt = now;
        record.IsLimited = IsApplicationLimited;
    }

    /// <summary>An acknowledgement is about to be processed.</summary>
    public void BeginAck()
    {
        _priorTime = NoTime;
        _priorDelivered = -1;
    }

    /// <summary>Section 3.3, UpdateRateSample: a segment is newly acknowledged or reported by SACK.</summary>
    public void OnDelivered(uint index, long now)
    {
        Delivered++;
        _deliveredTime = now;
        ref var record = ref At(index);
        if (record.Delivered < _priorDelivered || (record.Delivered == _priorDelivered && record.SentAt < _firstSentTime))
        {
            return;
        }

        _priorDelivered = record.Delivered;
        _priorTime = record.DeliveredTime;
        _priorIsLimited = record.IsLimited;
        _sendElapsed = record.SentAt - record.FirstSentTime;
        _firstSentTime = record.SentAt;
    }

    /// <summary>A segment was found lost.</summary>
    public void OnLost() => _lost++;

    /// <summary>Section 3.3, GenerateRateSample.</summary>
    /// <param name="minRtt">Smallest round trip; a shorter interval is a fault of measurement.</param>
    /// <param name="sample">What is filled in.</param>
    public void EndAck(Duration minRtt, ref DeliverySample sample)
    {
        if (_applicationLimitedUntil > 0 && Delivered > _applicationLimitedUntil)
        {
            _applicationLimitedUntil = 0;
        }

        sample.TotalDelivered = Delivered;
        sample.Lost = _lost;
        _lost = 0;
        sample.Delivered = -1;
        if (_priorTime == NoTime)
        {
            return;
        }

        sample.PriorDelivered = _priorDelivered;
        sample.IsApplicationLimited = _priorIsLimited;
        var interval = Math.Max(_sendElapsed, _deliveredTime - _priorTime);
        if (interval > 0 && interval >= minRtt.Nanoseconds)
        {
            sample.Delivered = Delivered - _priorDelivered;
            sample.Interval = new Duration(interval);
        }
    }

    /// <summary>Section 3.4: the sender has nothing to send, so that what is in flight says little of the path.</summary>
    public void MarkApplicationLimited(int inFlight) => _applicationLimitedUntil = Math.Max(Delivered + inFlight, 1);

    private ref Record At(uint index) => ref _ring[index & (uint)(_ring.Length - 1)];

    private void Grow(uint head, uint end)
    {
        var larger = new Record[_ring.Length * 2];
        for (var index = head; index != end; index++)
        {
            larger[index & (uint)(larger.Length - 1)] = At(index);
        }

        _ring = larger;
    }

    /// <summary>P.delivered, P.delivered_time, P.first_sent_time, P.sent_time and P.is_app_limited of section 3.1.</summary>
    private struct Record
    {
        public long Delivered;
        public long DeliveredTime;
        public long FirstSentTime;
        public long SentAt;
        public bool IsLimited;
    }
}
