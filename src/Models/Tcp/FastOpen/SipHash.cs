using System.Buffers.Binary;
using System.Numerics;

namespace Mpsim.Models.Tcp.FastOpen;

/// <summary>SipHash-2-4 (Aumasson and Bernstein, 2012): a keyed hash of 64 bits, hard to guess without the key, and fast for short input.</summary>
internal static class SipHash
{
    /// <param name="key0">First eight octets of the key, little-endian.</param>
    /// <param name="key1">The other eight.</param>
    /// <param name="input">What to hash.</param>
    public static ulong Of(ulong key0, ulong key1, ReadOnlySpan<byte> input)
    {
        var state = new State(key0, key1);
        var rest = input;
        for (; rest.Length >= 8; rest = rest[8..])
        {
            state.Take(BinaryPrimitives.ReadUInt64LittleEndian(rest));
        }

        Span<byte> last = stackalloc byte[8];
        last.Clear();
        rest.CopyTo(last);
        last[7] = (byte)input.Length;
        state.Take(BinaryPrimitives.ReadUInt64LittleEndian(last));
        return state.Finish();
    }

    private struct State(ulong key0, ulong key1)
    {
        // "somepseudorandomlygeneratedbytes"
        private ulong _v0 = key0 ^ 0x736f6d6570736575;
        private ulong _v1 = key1 ^ 0x646f72616e646f6d;
        private ulong _v2 = key0 ^ 0x6c7967656e657261;
        private ulong _v3 = key1 ^ 0x7465646279746573;

        public void Take(ulong word)
        {
            _v3 ^= word;
            Round();
            Round();
            _v0 ^= word;
        }

        public ulong Finish()
        {
            _v2 ^= 0xff;
            for (var i = 0; i < 4; i++)
            {
                Round();
            }

            return _v0 ^ _v1 ^ _v2 ^ _v3;
        }

        private void Round()
        {
            _v0 += _v1;
            _v2 += _v3;
            _v1 = BitOperations.RotateLeft(_v1, 13) ^ _v0;
            _v3 = BitOperations.RotateLeft(_v3, 16) ^ _v2;
            _v0 = BitOperations.RotateLeft(_v0, 32);
            _v2 += _v1;
            _v0 += _v3;
            _v1 = BitOperations.RotateLeft(_v1, 17) ^ _v2;
            _v3 = BitOperations.RotateLeft(_v3, 21) ^ _v0;
            _v2 = BitOperations.RotateLeft(_v2, 32);
        }
    }
}
