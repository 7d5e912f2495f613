using System.Buffers.Binary;
using Mpsim.Captures;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Codec;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>
/// What a node at the end of a tunnel has sent and taken: the packets inside, without the outer header, and whole where the tunnel has cut them into fragments. A packet of which a fragment
/// is missing was not taken.
/// </summary>
internal sealed class TunnelContents
{
    private const int Ipv6HeaderLength = 40;
    private const int FragmentHeaderLength = 8;

    private readonly Dictionary<(string Interface, CaptureDirection Direction, string Ends, uint Identification), Pieces> _incomplete = [];

    /// <summary>Takes the outer headers off.</summary>
    /// <param name="packets">What was captured, in the order of time; what is in no tunnel stays as it is.</param>
    public static IEnumerable<(PcapngPacket Captured, Packet Fields)> Open(IEnumerable<PcapngPacket> packets)
    {
        var contents = new TunnelContents();
        foreach (var packet in packets)
        {
            if (contents.Take(packet) is { } inner)
            {
                yield return (inner, CapturedRun.Decode(inner));
            }
        }
    }

    /// <returns>Null while fragments are missing.</returns>
    private PcapngPacket? Take(PcapngPacket captured)
    {
        var packet = new Packet();
        if (PacketDecoder.DecodeCut(captured.Octets, packet).Fault == DecodeFault.Fragment)
        {
            return TakeFragment(captured);
        }

        return packet.Outer is { } outer ? captured with { Octets = captured.Octets[outer.Length..] } : captured;
    }

    private PcapngPacket? TakeFragment(PcapngPacket captured)
    {
        var octets = captured.Octets.AsSpan();
        var isIpv4 = octets[0] >> 4 == 4;
        var header = isIpv4 ? (octets[0] & 0xF) * 4 : Ipv6HeaderLength + FragmentHeaderLength;
        var where = BinaryPrimitives.ReadUInt16BigEndian(isIpv4 ? octets[6..] : octets[(Ipv6HeaderLength + 2)..]);
        var (offset, isLast) = isIpv4 ? ((where & 0x1FFF) * 8, (where & 0x2000) == 0) : (where & 0xFFF8, (where & 1) == 0);
        var length = isIpv4 ? BinaryPrimitives.ReadUInt16BigEndian(octets[2..]) - header : BinaryPrimitives.ReadUInt16BigEndian(octets[4..]) - FragmentHeaderLength;
        var identification = isIpv4 ? BinaryPrimitives.ReadUInt16BigEndian(octets[4..]) : BinaryPrimitives.ReadUInt32BigEndian(octets[(Ipv6HeaderLength + 4)..]);
        var key = (captured.Interface, captured.Direction, Convert.ToHexString(isIpv4 ? octets[12..20] : octets[8..40]), identification);
        if (!_incomplete.TryGetValue(key, out var pieces))
        {
            _incomplete.Add(key, pieces = new Pieces());
        }

        pieces.Add(offset, length, isLast, octets[header..]);
        if (!pieces.AreAll)
        {
            return null;
        }

        _incomplete.Remove(key);
        return captured with { Octets = pieces.Join() };
    }

    /// <summary>Fragments of one packet.</summary>
    private sealed class Pieces
    {
        private readonly SortedDictionary<int, byte[]> _octets = [];
        private readonly OctetRuns _runs = new();
        private int? _end;

        public bool AreAll => _end is { } end && _runs.EndFrom(0) == end;

        public void Add(int offset, int length, bool isLast, ReadOnlySpan<byte> octets)
        {
            _octets[offset] = octets.ToArray();
            _runs.Add(offset, offset + length);
            _end = isLast ? offset + length : _end;
        }

        /// <summary>The octets of the packet, up to the first that the capture has not kept.</summary>
        public byte[] Join()
        {
            var joined = new List<byte>();
            foreach (var (offset, octets) in _octets)
            {
                if (offset == joined.Count)
                {
                    joined.AddRange(octets);
                }
            }

            return [.. joined];
        }
    }
}
