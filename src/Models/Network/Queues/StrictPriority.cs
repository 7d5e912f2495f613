using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Queues;

/// <summary>
/// Eight queues by the class selector of the DSCP (RFC 2474 section 4.2.2: its upper three bits); the highest class that
/// has a packet sends. Each has the whole limit, so a full low class takes no room from a high one.
/// </summary>
public sealed class StrictPriority(QueueOptions options) : QueueDiscipline
{
    private const int Classes = 8;

    private readonly PacketFifo[] _queues = new PacketFifo[Classes];

    public override string Name => "priority";

    public override void Enqueue(Packet packet, Instant now)
    {
        ref var queue = ref _queues[packet.Dscp >> 3];
        if (queue.Count >= options.Limit.Packets || queue.Bytes + packet.WireLength > options.Limit.Bytes)
        {
            Drop(packet);
            return;
        }

        Append(ref queue, packet, now);
    }

    public override Packet? Dequeue(Instant now)
    {
        for (var i = Classes - 1; i >= 0; i--)
        {
            if (!_queues[i].IsEmpty)
            {
                return TakeFirst(ref _queues[i], out _);
            }
        }

        return null;
    }
}
