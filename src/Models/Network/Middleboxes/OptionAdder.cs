using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Codec;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Network.Middleboxes;

/// <summary>
/// Adds an option to SYNs and SYN/ACKs where there is room: a device that marks subscribers, or whatever a stack sends that this model does not
/// know (RFC 4727 section 6 reserves kinds 253 and 254 for that). The signature of TCP-AO, in octets that mean nothing, goes on every segment, as on all of a
/// connection under it (RFC 5925 section 7); the box then stands for the stacks at the ends.
/// </summary>
public sealed class OptionAdder : Middlebox
{
    private readonly byte _kind;
    private readonly byte[] _octets;

    /// <summary>The options of a segment that has none but the signature; null where nothing is signed.</summary>
    private readonly SegmentOptions? _signatureAlone;
    private readonly Heading _headings;
    private long _added;

    /// <param name="kind">Kind of the option; that of TCP-AO makes such an option.</param>
    /// <param name="length">Octets of the option, kind and length included.</param>
    /// <param name="headings">The directions it works in.</param>
    public OptionAdder(byte kind, int length, Heading headings)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(length, 2);
        _kind = kind;
        _octets = new byte[length - 2];
        _signatureAlone = kind == (byte)OptionKind.Authentication ? new SegmentOptions { Authentication = new TcpAuthentication(_octets) } : null;
        _headings = headings;

        // How large the segments are that are signed is announced the other way.
        Works = _signatureAlone is null ? headings : Heading.Both;
    }

    /// <summary>Octets that the signature takes of a segment.</summary>
    private int Room => (_octets.Length + 2 + 3) & ~3;

    public override string Name => "add-option";

    public override string Totals => $"{_added} options added";

    protected override void Take(Packet packet, Heading heading)
    {
        if (_signatureAlone is null)
        {
            AddToSyn(packet);
        }
        else
        {
            LeaveRoom(packet, heading);
            if ((_headings & heading) != 0)
            {
                Sign(packet, heading, _signatureAlone);
            }
        }

        Pass(packet, heading);
    }

    private void AddToSyn(Packet packet)
    {
        if (packet.Segment.Has(TcpFlags.Syn))
        {
            var options = packet.Segment.Options ?? new SegmentOptions();
            AddIfItFits(packet, options with { Unknown = [.. options.Unknown, new UnknownOption(_kind, _octets)] });
        }
    }

    /// <summary>
    /// Stacks that sign leave room for the option in what they send (RFC 6691 section 2). Those here do not know of the signature, and would fill the segments; so smaller ones are
    /// announced to them.
    /// </summary>
    private void LeaveRoom(Packet packet, Heading heading)
    {
        var answered = heading == Heading.Up ? Heading.Down : Heading.Up;
        if ((_headings & answered) != 0 && packet.Segment.Has(TcpFlags.Syn) && packet.Segment.Options is { MaximumSegmentSize: { } size } options)
        {
            packet.Segment.Options = options with { MaximumSegmentSize = (ushort)Math.Max(size - Room, 0) };
        }
    }

    /// <summary>SACK has the room that is left (RFC 2018 section 3).</summary>
    private void Sign(Packet packet, Heading heading, SegmentOptions signature)
    {
        var sacked = packet.Segment.SackCount;
        while (packet.Segment.SackCount > 0 && packet.Segment.OptionsLength() + Room > Segment.MaximumOptionsLength)
        {
            packet.Segment.SackCount--;
        }

        // A connection that was there before the box fills its segments.
        var fits = packet.WireLength + Room <= LargestPacket(heading);
        if (!fits || !AddIfItFits(packet, packet.Segment.Options is { } options ? options with { Authentication = signature.Authentication } : signature))
        {
            packet.Segment.SackCount = sacked;
        }
    }

    private bool AddIfItFits(Packet packet, SegmentOptions options)
    {
        var before = packet.Segment.Options;
        packet.Segment.Options = options;
        if (packet.Segment.OptionsLength() > Segment.MaximumOptionsLength)
        {
            packet.Segment.Options = before;
            return false;
        }

        RecordFirst("option-added", packet);
        _added++;
        packet.Measure();
        return true;
    }
}
