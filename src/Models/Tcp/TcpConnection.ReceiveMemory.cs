using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp;

// The window of a connection that keeps account of the memory that packets take (<see cref="ReceiveMemory"/>).
public sealed partial class TcpConnection
{
    private ReceiveMemory? Memory => _settings.ReceiveMemory is null ? null : (_receiveBuffer as RareState)?.Memory;

    /// <summary>Octets of memory that received packets may take (Linux: sk_rcvbuf); 0 where no account is kept.</summary>
    public long ReceiveMemorySize => Memory?.Size ?? 0;

    /// <summary>Segments that were beyond the window, that came to a closed window, and for which there was no memory (Linux: BeyondWindow, TCPZeroWindowDrop, TCPRcvQDrop).</summary>
    public (int BeyondWindow, int ZeroWindow, int NoMemory) ReceiveDrops => Memory is { } memory ? (memory.BeyondWindow, memory.ZeroWindowDrops, memory.QueueDrops) : default;

    /// <summary>A program has taken the connection, or has opened it: its receive buffer may grow for what comes out of order.</summary>
    public void HasProgram()
    {
        if (Memory is { } memory)
        {
            memory.HasProgram = true;
        }
    }

    /// <summary>SO_RCVBUF on a connection that there is.</summary>
    /// <param name="octets">Octets of memory.</param>
    /// <returns>False when no account of memory is kept.</returns>
    public bool FixReceiveMemory(long octets)
    {
        Memory?.Fix(octets);
        return Memory is not null;
    }

    /// <summary>The window of a SYN or its answer, which nothing scales (RFC 7323 section 2.2).</summary>
    /// <param name="isScaled">Later windows are.</param>
    /// <param name="hasTimestamps">Segments will be smaller by their timestamps, as far as is known.</param>
    private long OpenWindow(bool isScaled, bool hasTimestamps)
    {
        var window = Memory is not { } memory ? Math.Min(_extension is { OwnsWindow: true } ? _extension.ReceiveWindow : _receiveBuffer!.Value.Size, 65535)
            : memory.Open(_rcvNxt, AnnouncedMss, AnnouncedMss - (hasTimestamps ? TimestampOctets : 0), isScaled ? OwnWindowShift : null);
        _rcvAdvertised = _rcvNxt + (uint)window;
        return window;
    }

    /// <summary>Octets that timestamps take of a segment, with their padding.</summary>
    private const int TimestampOctets = 12;

    /// <summary>Section 3.10.7.4, first: begins before the edge or at it, ends behind RCV.NXT, and ends in the window or finds the queue empty.</summary>
    private bool IsAcceptable(ReceiveMemory memory, in Segment segment) =>
        IsSynOfSimultaneousOpen(segment)
        || ((segment.SequenceLength == 0 ? SequenceNumber.AfterOrEqual(segment.Seq, _rcvNxt) : SequenceNumber.After(segment.Seq + segment.SequenceLength, _rcvNxt))
            && memory.Accepts(segment, _rcvNxt));

    /// <summary>Data that the account has no room for are dropped, and the sender is told the window at once.</summary>
    private bool Admits(ReceiveMemory memory, uint seq, int length)
    {
        bool isInWindow;
        if (seq == _rcvNxt)
        {
            isInWindow = memory.Window(_rcvNxt) > 0;
            if (memory.AdmitsInOrder(_rcvNxt, length))
            {
                // What was taken without memory closes the window, which the sender hears of at once.
                _ackNow |= memory.IsClosing;
                return true;
            }
        }
        else if (memory.AdmitsBehindGap(seq, _rcvNxt, length, out isInWindow))
        {
            return true;
        }

        _ackNow = true;
        if (!isInWindow)
        {
            _quickAcks = QuickAcks;
            _ackDelay = MinimumAckDelay;
        }

        return false;
    }

    private void Account(in Segment segment, long start, int length, bool isInOrder)
    {
        if (Memory is not { } memory || (!isInOrder && _reassembly.TryFindHeld(start, start + length, out var from, out var until) && from <= start && until >= start + length))
        {
            return;
        }

        var octets = PacketMemory.Of(HeaderLength + segment.OptionsLength() + segment.PayloadLength);
        if (isInOrder)
        {
            memory.Queue(start + length, octets);
        }

        _receivedSegmentSize = memory.Measure(segment.PayloadLength, octets, _receivedSegmentSize);
        var mayGrow = isInOrder ? length >= SmallestThatGrows : _sackPermitted;
        if (mayGrow && memory.GrowWindow(segment.PayloadLength, octets, _receivedSegmentSize))
        {
            _quickAcks |= 1;
        }

        if (!isInOrder)
        {
            memory.QueueBehindGap(start, start + length, octets, ReceivedInOrder);
        }
    }

    /// <summary>Smaller segments say nothing of how full packets are (Linux: tcp_event_data_recv).</summary>
    private const int SmallestThatGrows = 128;

    /// <summary>An acknowledgement of several segments waits where it would announce less than the last one did (Linux: __tcp_ack_snd_check).</summary>
    private bool HasRoomToTell
    {
        get
        {
            if (Memory is not { } memory)
            {
                return true;
            }

            var window = memory.Select(_receivedSegmentSize, _rcvWindShift, out var isTight);
            _quickAcks = isTight ? (byte)0 : _quickAcks;
            return window >= memory.Announced;
        }
    }

    private ushort Announce(ReceiveMemory memory)
    {
        var window = memory.Announce(_rcvNxt, _receivedSegmentSize, _rcvWindShift, out var isTight);
        _quickAcks = isTight ? (byte)0 : _quickAcks;
        _rcvAdvertised = _rcvNxt + (uint)window;
        return (ushort)Math.Min(window >> _rcvWindShift, 65535);
    }
}
