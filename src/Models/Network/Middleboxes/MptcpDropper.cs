using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Middleboxes;

/// <summary>A firewall that drops whole packets because they carry MPTCP options.</summary>
public sealed class MptcpDropper : Middlebox
{
    private readonly SegmentKinds _on;
    private readonly MptcpSubtypes _subtypes;
    private long _dropped;

    /// <param name="on">The segments it looks at.</param>
    /// <param name="subtypes">The options that it does not let pass.</param>
    /// <param name="headings">The directions it works in.</param>
    public MptcpDropper(SegmentKinds on, MptcpSubtypes subtypes, Heading headings)
    {
        _on = on;
        _subtypes = subtypes;
        Works = headings;
    }

    public override string Name => "drop-mptcp";

    public override string Totals => $"{_dropped} packets dropped";

    protected override void Take(Packet packet, Heading heading)
    {
        if (!_on.Include(packet.Segment) || _subtypes.In(packet.Segment) == MptcpSubtypes.None)
        {
            Pass(packet, heading);
            return;
        }

        RecordFirst("mptcp-dropped", packet);
        _dropped++;
        Drop(packet);
    }
}
