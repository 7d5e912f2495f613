using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Codec;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Network.Middleboxes;

/// <summary>
/// Adds an option to SYNs and SYN/ACKs where there is room: a device that marks subscribers, or whatever a stack sends that this model does not
/// know (RFC 4727 section 6 reserves kinds 253 and 254 for that), or the signature of TCP-AO, in octets that mean nothing.
/// </summary>
public sealed class OptionAdder : Middlebox
{
    private readonly byte _kind;
    private readonly byte[] _octets;
    private long _added;

    /// <param name="kind">Kind of the option; that of TCP-AO makes such an option.</param>
    /// <param name="length">Octets of the option, kind and length included.</param>
    /// <param name="headings">The directions it works in.</param>
    public OptionAdder(byte kind, int length, Heading headings)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        _kind = kind;
        _octets = new byte[length - 2];
        Works = headings;
    }

    public override string Name => "add-option";

    public override string Totals => $"{_added} options added";

    protected override void Take(Packet packet, Heading heading)
    {
        if (packet.Segment.Has(TcpFlags.Syn))
        {
            var before = packet.Segment.Options;
            var options = before ?? new SegmentOptions();
            packet.Segment.Options = _kind == (byte)OptionKind.Authentication
                ? options with { Authentication = new TcpAuthentication(_octets) }
                : options with { Unknown = [.. options.Unknown, new UnknownOption(_kind, _octets)] };
            if (packet.Segment.OptionsLength() > Segment.MaximumOptionsLength)
            {
                packet.Segment.Options = before;
            }
            else
            {
                RecordFirst("option-added", packet);
                _added++;
                packet.Measure();
            }
        }

        Pass(packet, heading);
    }
}
