using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Middleboxes;

/// <summary>
/// A firewall or TCP normaliser that removes options it does not know. The option is taken out and the header gets shorter, where some
/// devices (Linux: TCPOPTSTRIP) write NOPs over it.
/// </summary>
public sealed class MptcpStripper : Middlebox
{
    private readonly SegmentKinds _on;
    private readonly MptcpSubtypes _subtypes;
    private long _stripped;

    /// <param name="on">The segments it looks at.</param>
    /// <param name="subtypes">The options that it removes.</param>
    /// <param name="headings">The directions it works in.</param>
    public MptcpStripper(SegmentKinds on, MptcpSubtypes subtypes, Heading headings)
    {
        _on = on;
        _subtypes = subtypes;
        Works = headings;
    }

    public override string Name => "strip-mptcp";

    public override string Totals => $"{_stripped} packets stripped";

    protected override void Take(Packet packet, Heading heading)
    {
        if (_on.Include(packet.Segment) && _subtypes.In(packet.Segment) is var found and not MptcpSubtypes.None)
        {
            RecordFirst("mptcp-stripped", packet);
            _stripped++;
            found.RemoveFrom(ref packet.Segment);
            packet.Measure();
        }

        Pass(packet, heading);
    }
}
