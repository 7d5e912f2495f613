using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Middleboxes;

/// <summary>
/// Middleboxes in a row, between a node and one of its links: as if each were a device of its own with no delay between them. Packets
/// that go up pass the boxes in order, packets that go down in reverse.
/// </summary>
public sealed class MiddleboxChain : PacketReceiver
{
    private readonly Interface _site;
    private readonly Middlebox[] _boxes;
    private readonly Heading _inward;

    /// <summary>Puts the boxes at an interface, whose incoming link is made afterwards.</summary>
    /// <param name="at">The interface.</param>
    /// <param name="boxes">At least one, in the order in which packets going up pass them.</param>
    /// <param name="inward">The heading of packets that come from the link to the node.</param>
    /// <param name="site">What the boxes have from their place.</param>
    public MiddleboxChain(Interface at, IReadOnlyList<Middlebox> boxes, Heading inward, MiddleboxSite site)
    {
        ArgumentOutOfRangeException.ThrowIfZero(boxes.Count);
        _site = at;
        _boxes = [.. boxes];
        _inward = inward;
        PacketStage node = new NodeEnd(at);
        PacketStage link = new LinkEnd(at);
        var (below, above) = inward == Heading.Up ? (link, node) : (node, link);
        for (var i = 0; i < _boxes.Length; i++)
        {
            _boxes[i].Place(site, EntityOf(site, i), i == 0 ? below : _boxes[i - 1], i == _boxes.Length - 1 ? above : _boxes[i + 1]);
        }

        at.Insert(this);
    }

    public IReadOnlyList<Middlebox> Boxes => _boxes;

    /// <summary>Packets that the boxes hold back.</summary>
    public int PacketsHeld
    {
        get
        {
            var held = 0;
            foreach (var box in _boxes)
            {
                held += box.PacketsHeld;
            }

            return held;
        }
    }

    public override void Receive(Packet packet, Interface arrivedOn) =>
        (_inward == Heading.Up ? _boxes[0] : _boxes[^1]).Receive(packet, _inward);

    /// <summary>Takes a packet that the node sends.</summary>
    internal void Leave(Packet packet) =>
        (_inward == Heading.Up ? _boxes[^1] : _boxes[0]).Receive(packet, _inward == Heading.Up ? Heading.Down : Heading.Up);

    protected internal override void Anticipate(Packet packet) => _site.Node.Anticipate(packet);

    protected internal override Recipient? Foresee(Packet packet) => _site.Node.Foresee(packet);

    public override string ToString() => $"middleboxes at {_site}";

    /// <summary><c>lte/strip-mptcp</c>, and <c>lte/strip-mptcp#2</c> for the second of that name.</summary>
    private string EntityOf(MiddleboxSite site, int index)
    {
        var number = 1 + _boxes.Take(index).Count(box => box.Name == _boxes[index].Name);
        return number == 1 ? $"{site.Name}/{_boxes[index].Name}" : $"{site.Name}/{_boxes[index].Name}#{number}";
    }

    private sealed class NodeEnd(Interface at) : PacketStage
    {
        internal override void Receive(Packet packet, Heading heading) => at.Entry.Receive(packet, at);

        internal override int LargestPacket(Heading heading) => at.Node.LargestPacket;
    }

    private sealed class LinkEnd(Interface at) : PacketStage
    {
        internal override void Receive(Packet packet, Heading heading) =>
            (at.Egress ?? throw new InvalidOperationException($"{at} has no link")).Send(packet);

        internal override int LargestPacket(Heading heading) => at.Egress!.Settings.Mtu;
    }
}
