using System.Runtime.CompilerServices;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Network;

// A link knows what it will deliver next, and has it fetched into the cache ahead of time (docs/decisions/0007-prefetch-of-state.md).
public sealed partial class Link
{
    /// <summary>Deliveries ahead at which the place in the ring, the packet there, what tells its recipient, and the recipient are fetched.</summary>
    private const int Foresight = 12;
    private const int PacketForesight = 6;
    private const int ReceiverForesight = 4;
    private const int RecipientForesight = Recipient.Steps;

    /// <summary>
    /// Fetches what the next deliveries will need, in steps, each of which rests on the one before. There are
    /// deliveries between the steps, because some of them follow each other at once, sooner than the memory answers.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LookAhead()
    {
        CachePrefetch.Line1(ref At(_head + Foresight));
        CachePrefetch.Of(At(_head + PacketForesight).Packet, Packet.Octets);
        _receiver.Anticipate(At(_head + ReceiverForesight).Packet);
        var coming = At(_head + RecipientForesight).Packet;
        var foreseen = _receiver.Foresee(coming);
        coming.Foreseen = foreseen;
        if (foreseen is not null)
        {
            CachePrefetch.Of(foreseen, Recipient.Octets);
        }

        Anticipate(0);
    }

    /// <summary>The last steps, after a delivery and not before it, because the processor waits once it has a dozen lines to fetch.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void LookCloser()
    {
        Anticipate(1);
        Anticipate(2);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Anticipate(int step)
    {
        var position = _head + (uint)(RecipientForesight - 1 - step);
        var packet = At(position).Packet;
        Unsafe.As<Recipient?>(packet.Foreseen)?.Anticipate(packet, step);
    }
}
