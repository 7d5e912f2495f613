using System.Runtime.CompilerServices;
using Mpsim.Models.Kernel;
using Mpsim.Models.Network.Queues;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Network;

// The two-event form: a discipline keeps the queue, and says at the end of each transmission what is sent next.
public sealed partial class Link
{
    private readonly LinkTransmitter? _transmitter;
    private TrafficCount _markedByQueue;

    /// <summary>A packet that does not take the short way: too large, for a discipline to queue, or on a link that is looked at.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void SendOtherwise(Packet packet, int bytes, long now)
    {
        _tap?.OnSent(packet, new Instant(now));
        if (bytes > Settings.Mtu)
        {
            Drop(packet, bytes, DropReason.Mtu);
        }
        else if (now >= _undisturbedUntil && IsDown(now))
        {
            Drop(packet, bytes, DropReason.Outage);
        }
        else if (_transmitter is null)
        {
            // Only the tap has led here.
            if (Admit(bytes, now))
            {
                Transmit(packet, bytes, now);
            }
            else
            {
                Drop(packet, bytes, DropReason.Queue);
            }
        }
        else
        {
            _droppedPackets++;
            _transmitter.OnArrival(packet, new Instant(now));
            PeakQueuedPackets = Math.Max(PeakQueuedPackets, _transmitter.Packets);
            PeakQueuedBytes = Math.Max(PeakQueuedBytes, _transmitter.Bytes);
        }
    }

    /// <summary>Asks a discipline for packets whenever the link is free, and does as it says.</summary>
    private sealed class LinkTransmitter : EventTarget, IQueueOwner
    {
        private readonly Link _link;
        private readonly QueueDiscipline _queue;
        private bool _isScheduled;

        public LinkTransmitter(Link link, QueueDiscipline queue)
            : base(link.Scheduler)
        {
            _link = link;
            _queue = queue;
            queue.Attach(this);
        }

        public int Packets => _queue.Packets;

        public long Bytes => _queue.Bytes;

        /// <summary>An empty link is idle even if transmissions were planned that an outage has voided.</summary>
        private bool IsIdle => _link._head == _link._tail || _link._busyUntil <= Scheduler.Now.Nanoseconds;

        public void OnArrival(Packet packet, Instant now)
        {
            _queue.Enqueue(packet, now);
            if (_isScheduled)
            {
                return;
            }

            if (IsIdle)
            {
                TransmitNext(now);
            }
            else
            {
                ScheduleNext();
            }
        }

        public void OnDropped(Packet packet)
        {
            _link._droppedPackets--;
            _link.Drop(packet, packet.WireLength, DropReason.Queue);
        }

        public void OnMarked(Packet packet) => _link._markedByQueue.Add(packet.WireLength);

        public override string ToString() => $"transmitter of {_link}";

        protected internal override void OnWakeup(Instant now)
        {
            _isScheduled = false;
            if (now.Nanoseconds >= _link._undisturbedUntil)
            {
                LoseAll(now);
            }
            else
            {
                TransmitNext(now);
            }
        }

        private void TransmitNext(Instant now)
        {
            if (_queue.Dequeue(now) is not { } packet)
            {
                return;
            }

            _link._droppedPackets--;
            _link.EndTransmissions(now.Nanoseconds);
            _link.Transmit(packet, packet.WireLength, now.Nanoseconds);
            ScheduleNext();
        }

        /// <summary>At the end of the transmission, or when an outage begins before: that loses what waits.</summary>
        private void ScheduleNext()
        {
            if (_queue.Packets > 0)
            {
                _isScheduled = true;
                Scheduler.Schedule(this, new Instant(Math.Min(_link._busyUntil, _link._undisturbedUntil)));
            }
        }

        private void LoseAll(Instant now)
        {
            while (_queue.Dequeue(now) is { } packet)
            {
                _link._droppedPackets--;
                _link.Drop(packet, packet.WireLength, DropReason.Outage);
            }
        }
    }
}
