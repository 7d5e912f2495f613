using Mpsim.Models.Network;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Captures;

/// <summary>
/// Captures one direction of a link at both ends: at the sender when a packet is handed to the link, before its queue; at the
/// receiver when it arrives. A drop is told at the sender.
/// </summary>
internal sealed class LinkCapture(NodeCapture sender, int senderInterface, NodeCapture receiver, int receiverInterface, long payloadLimit) : LinkTap
{
    /// <summary>Packets in the link, each with what the sender's end noted.</summary>
    private readonly Dictionary<Packet, CapturedPacket> _inside = new(ReferenceEqualityComparer.Instance);

    public override void OnSent(Packet packet, Instant now) => _inside[packet] = sender.AddOutbound(senderInterface, packet, payloadLimit, now);

    public override void OnDelivered(Packet packet, Instant now)
    {
        Settle(packet, null);
        receiver.AddInbound(receiverInterface, packet, payloadLimit, now);
    }

    public override void OnDropped(Packet packet, DropReason reason, Instant now) => Settle(packet, reason switch
    {
        DropReason.Queue => "dropped by the queue",
        DropReason.Mtu => "dropped: larger than the MTU of the link",
        DropReason.Random => "lost at random",
        _ => "lost in an outage",
    });

    private void Settle(Packet packet, string? comment)
    {
        if (_inside.Remove(packet, out var captured))
        {
            sender.Settle(captured, comment);
        }
    }
}
