using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Queues;

/// <summary>Controlled Delay (RFC 8289): one queue, whose packets are dropped or marked as they leave.</summary>
public sealed class CoDel(QueueOptions options) : CoDelDiscipline(options)
{
    private readonly QueueLimit _limit = options.Limit;
    private PacketFifo _queue;
    private CoDelState _state;

    public override string Name => "codel";

    public override void Enqueue(Packet packet, Instant now)
    {
        if (Packets >= _limit.Packets || Bytes + packet.WireLength > _limit.Bytes)
        {
            Drop(packet);
            return;
        }

        Append(ref _queue, packet, now);
    }

    public override Packet? Dequeue(Instant now) => Dequeue(ref _queue, ref _state, now);
}
