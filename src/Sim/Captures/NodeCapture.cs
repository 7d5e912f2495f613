using System.Buffers;
using Mpsim.Files;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Codec;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Captures;

/// <summary>
/// The capture of one node: a file with the node's captured interfaces, as <c>tcpdump -i any</c> would write on the node. A
/// packet that leaves is kept until its fate is known, so that a comment can tell of a drop; packets are written in the order of time.
/// </summary>
internal sealed class NodeCapture : IDisposable
{
    private readonly PartialFileStream _file;
    private readonly PcapngWriter _writer;
    private readonly Func<LiteralStreams?> _literals;
    private readonly Queue<CapturedPacket> _waiting = new();
    private readonly byte[] _octets = new byte[PacketEncoder.MostOctets];

    /// <param name="path">File to write; until it is whole it has another name beside it.</param>
    /// <param name="application">Who writes.</param>
    /// <param name="comment">What the file shows.</param>
    /// <param name="literals">Tells what the bytes of literal streams are.</param>
    /// <exception cref="UnwritableException">The file cannot be made.</exception>
    public NodeCapture(string path, string application, string comment, Func<LiteralStreams?> literals)
    {
        _literals = literals;
        _file = new PartialFileStream(path);
        _writer = new PcapngWriter(_file);
        _writer.WriteSection(application, comment);
    }

    public int AddInterface(string name, string text) => _writer.WriteInterface(name, text);

    /// <summary>Notes a packet that leaves; <see cref="Settle"/> follows when its fate is known.</summary>
    public CapturedPacket AddOutbound(int number, Packet packet, long payloadLimit, Instant now)
    {
        var captured = Capture(number, packet, payloadLimit, now, CaptureDirection.Outbound);
        _waiting.Enqueue(captured);
        return captured;
    }

    /// <summary>Notes a packet that has arrived.</summary>
    public void AddInbound(int number, Packet packet, long payloadLimit, Instant now)
    {
        var captured = Capture(number, packet, payloadLimit, now, CaptureDirection.Inbound);
        captured.IsSettled = true;
        _waiting.Enqueue(captured);
        Flush();
    }

    /// <summary>The fate of a packet is known.</summary>
    /// <param name="captured">What <see cref="AddOutbound"/> returned.</param>
    /// <param name="comment">What is to be said of it, or null.</param>
    public void Settle(CapturedPacket captured, string? comment)
    {
        captured.IsSettled = true;
        captured.Comment = comment;
        Flush();
    }

    /// <summary>The run has ended: writes the rest and gives the file its name.</summary>
    /// <exception cref="UnwritableException">The file could not be written, now or before.</exception>
    public void Finish()
    {
        foreach (var captured in _waiting)
        {
            if (!captured.IsSettled)
            {
                captured.IsSettled = true;
                captured.Comment = "still under way when the run ended";
            }
        }

        Flush();
        _file.Keep();
    }

    /// <summary>Lets go of a capture that was not finished, file and all.</summary>
    public void Dispose() => _file.Dispose();

    private CapturedPacket Capture(int number, Packet packet, long payloadLimit, Instant now, CaptureDirection direction)
    {
        var length = PacketEncoder.Encode(packet, _octets, _literals());
        var payload = PayloadIn(packet);
        var kept = length - payload + (int)Math.Min(payload, payloadLimit);
        var octets = ArrayPool<byte>.Shared.Rent(kept);
        _octets.AsSpan(0, kept).CopyTo(octets);
        return new CapturedPacket(number, now, direction, octets, kept, length);
    }

    /// <summary>Octets of payload in a packet, or in the fragment of it that a tunnel carries.</summary>
    private static int PayloadIn(Packet packet)
    {
        var fragment = packet.Fragment;
        var headers = Segment.HeaderLengthTo(packet.Destination) + packet.Segment.OptionsLength();
        return fragment.IsWhole ? packet.Segment.PayloadLength : Math.Max(0, fragment.Length - Math.Max(0, headers - fragment.Offset));
    }

    /// <summary>Writes what waits, up to the first packet whose fate is open.</summary>
    private void Flush()
    {
        while (_waiting.TryPeek(out var next) && next.IsSettled)
        {
            _waiting.Dequeue();
            try
            {
                _writer.WritePacket(next.Interface, next.Time, next.Direction, next.Octets.AsSpan(0, next.Kept), next.Length, next.Comment);
            }
            catch (UnwritableException)
            {
                // The run goes on, so that its figures are not lost with the capture; the file remembers, and Finish tells.
            }

            ArrayPool<byte>.Shared.Return(next.Octets);
        }
    }
}

/// <summary>A packet as it was seen.</summary>
internal sealed class CapturedPacket(int number, Instant time, CaptureDirection direction, byte[] octets, int kept, int length)
{
    public int Interface { get; } = number;

    public Instant Time { get; } = time;

    public CaptureDirection Direction { get; } = direction;

    public byte[] Octets { get; } = octets;

    /// <summary>Octets kept.</summary>
    public int Kept { get; } = kept;

    /// <summary>Octets on the wire.</summary>
    public int Length { get; } = length;

    /// <summary>It may be written.</summary>
    public bool IsSettled { get; set; }

    public string? Comment { get; set; }
}
