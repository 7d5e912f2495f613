using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Mptcp;

/// <summary>
/// Mappings that cover more than the segment that brought them, until everything up to their end has arrived. A data sequence mapping
/// "does not need to be included in every MPTCP packet, as long as the subflow sequence space in that packet is covered by a mapping
/// known at the receiver" (RFC 8684 section 3.3.1): what is left of the option when something on the way has cut the segment.
/// </summary>
internal sealed class KnownMappings
{
    private Mapping[] _ring = new Mapping[16];
    private uint _head;
    private uint _tail;

    /// <param name="start">Subflow sequence number of the first octet, relative to the initial one.</param>
    /// <param name="length">Octets.</param>
    /// <param name="position">Position of the first octet in the data.</param>
    /// <param name="next">The relative sequence number up to which everything has arrived.</param>
    public void Remember(uint start, uint length, long position, uint next)
    {
        while (_head != _tail && SequenceNumber.BeforeOrEqual(At(_head).Start + At(_head).Length, next))
        {
            _head++;
        }

        if (_head != _tail && At(_tail - 1).Start == start && At(_tail - 1).Length == length)
        {
            return;
        }

        if (_tail - _head == _ring.Length)
        {
            Grow();
        }

        At(_tail++) = new Mapping { Start = start, Length = length, Position = position };
    }

    /// <returns>The position of a segment's first octet in the data; negative when no mapping covers it all.</returns>
    public long Find(uint start, in Segment segment)
    {
        for (var i = _tail; i != _head; i--)
        {
            ref var mapping = ref At(i - 1);
            var skipped = start - mapping.Start;
            if (skipped < mapping.Length && skipped + segment.PayloadLength <= mapping.Length)
            {
                return mapping.Position + skipped;
            }
        }

        return -1;
    }

    private ref Mapping At(uint index) => ref _ring[index & (uint)(_ring.Length - 1)];

    private void Grow()
    {
        var larger = new Mapping[_ring.Length * 2];
        for (var i = _head; i != _tail; i++)
        {
            larger[i & (uint)(larger.Length - 1)] = At(i);
        }

        _ring = larger;
    }

    private struct Mapping
    {
        public uint Start;
        public uint Length;
        public long Position;
    }
}
