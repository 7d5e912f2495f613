using System.Globalization;
using System.Text;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;

namespace Mpsim.Models.Tests.Wire.Codec;

/// <summary>Every meaningful field of a packet as text: equal packets have equal texts. The name of the payload, which is not on the wire, is left out.</summary>
internal static class PacketText
{
    public static string Of(Packet packet)
    {
        ref var segment = ref packet.Segment;
        var text = new StringBuilder(256);
        text.Append(CultureInfo.InvariantCulture, $"{packet.Source} > {packet.Destination} {packet.WireLength} {packet.Dscp} {packet.Ecn} {packet.TimeToLive} ");
        text.Append(CultureInfo.InvariantCulture, $"{segment.Flags} {segment.Seq} {segment.Ack} {segment.Window} {segment.PayloadLength}");
        if (segment.HasTimestamps)
        {
            text.Append(CultureInfo.InvariantCulture, $" ts {segment.TsVal} {segment.TsEcr}");
        }

        for (var i = 0; i < segment.SackCount; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $" sack {segment.Sack[i]}");
        }

        if (segment.HasDss)
        {
            text.Append(CultureInfo.InvariantCulture, $" dss {segment.Dss}");
            text.Append(CultureInfo.InvariantCulture, $" ack {((segment.Dss & DssFlags.DataAck) != 0 ? segment.DataAck : 0)}");
            if ((segment.Dss & DssFlags.Mapping) != 0)
            {
                text.Append(CultureInfo.InvariantCulture, $" {segment.Dsn} {segment.SubflowSeq} {segment.DataLength}");
                text.Append(CultureInfo.InvariantCulture, $" {((segment.Dss & DssFlags.Checksum) != 0 ? segment.DssChecksum : 0)}");
            }
        }

        if (segment.Options is { } options && options.CompactLength() > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $" {options.MaximumSegmentSize} {options.WindowScale} {options.SackPermitted}");
            text.Append(CultureInfo.InvariantCulture, $" {Hex(options.FastOpen?.Cookie)} {options.FastOpen?.Experimental} {Hex(options.Authentication?.Octets)}");
            text.Append(CultureInfo.InvariantCulture, $" {options.MpCapable} {options.MpJoin} {Hex(options.MpJoin?.Hmac)}");
            text.Append(CultureInfo.InvariantCulture, $" {options.AddAddress} {Hex(options.RemoveAddress?.AddressIds)} {options.MpPrio} {options.MpFail}");
            text.Append(CultureInfo.InvariantCulture, $" {options.MpFastclose} {options.MpTcpRst}");
            foreach (var unknown in options.Unknown)
            {
                text.Append(CultureInfo.InvariantCulture, $" {unknown.Kind}:{Hex(unknown.Octets)}");
            }
        }

        return text.ToString();
    }

    private static string Hex(byte[]? octets) => octets is null ? "none" : $"[{Convert.ToHexString(octets)}]";
}
