using Mpsim.Models.Hosts;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Steering;

/// <summary>The octets of a message at the beginning of a byte stream, collected from whatever pieces it arrives in; never more than are asked for, since what follows is data.</summary>
/// <param name="literals">What the bytes are.</param>
public sealed class MessageOctets(LiteralStreams literals)
{
    private byte[] _octets = new byte[64];

    /// <summary>What was read so far.</summary>
    public ReadOnlySpan<byte> Read => _octets.AsSpan(0, Count);

    /// <summary>Octets read so far.</summary>
    public int Count { get; private set; }

    /// <summary>Reads on until there are so many.</summary>
    /// <returns>False when they have not come yet.</returns>
    public bool ReadUpTo(int count, StreamSocket socket)
    {
        while (Count < count && socket.TryRead(count - Count, out var payload, out var read))
        {
            if (Count + read > _octets.Length)
            {
                Array.Resize(ref _octets, Math.Max((int)(Count + read), _octets.Length * 2));
            }

            literals.Fill(payload, _octets.AsSpan(Count, (int)read));
            Count += (int)read;
        }

        return Count >= count;
    }

    /// <summary>The next message begins.</summary>
    public void Clear() => Count = 0;
}
