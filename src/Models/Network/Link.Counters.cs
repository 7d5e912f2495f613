namespace Mpsim.Models.Network;

/// <summary>What observers may ask a link. Asking changes nothing that anyone else can see.</summary>
public sealed partial class Link
{
    /// <summary>What was handed to the link.</summary>
    public TrafficCount Offered => _offered;

    public TrafficCount Delivered => _delivered;

    public TrafficCount DroppedByQueue => _droppedByQueue;

    public TrafficCount DroppedByMtu => _droppedByMtu;

    public TrafficCount LostAtRandom => _lostAtRandom;

    public TrafficCount LostInOutage => _lostInOutage;

    /// <summary>Packets that the discipline has marked with Congestion Experienced (RFC 3168).</summary>
    public TrafficCount MarkedByQueue => _markedByQueue;

    /// <summary>Packets in the link: waiting, in transmission and in flight.</summary>
    public int PacketsInside => (int)(_tail - _head) + (_transmitter?.Packets ?? 0);

    /// <summary>Packets that wait for transmission now.</summary>
    public int QueuedPackets
    {
        get
        {
            if (_transmitter is not null)
            {
                return _transmitter.Packets;
            }

            EndTransmissions(Scheduler.Now.Nanoseconds);
            return Waiting;
        }
    }

    /// <summary>Octets that wait for transmission now.</summary>
    public long QueuedBytes
    {
        get
        {
            if (_transmitter is not null)
            {
                return _transmitter.Bytes;
            }

            EndTransmissions(Scheduler.Now.Nanoseconds);
            return _waitingBytes;
        }
    }

    public int PeakQueuedPackets { get; private set; }

    public long PeakQueuedBytes { get; private set; }

    private ref TrafficCount CountOf(DropReason reason)
    {
        switch (reason)
        {
            case DropReason.Queue:
                return ref _droppedByQueue;
            case DropReason.Mtu:
                return ref _droppedByMtu;
            case DropReason.Random:
                return ref _lostAtRandom;
            default:
                return ref _lostInOutage;
        }
    }

    private int Waiting => _tail == _serving ? 0 : (int)(_tail - _serving) - 1;
}
