using Mpsim.Captures;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>
/// Flag C of MP_CAPABLE, "no joins to this address" (RFC 8684 section 3.1). tshark 4.0 takes it for a bit of the algorithm, as before that RFC, and follows no connection
/// that has it. So captures with it are read as they are, each packet by itself, and once more with the flag cleared, so that the connections are followed.
/// </summary>
internal static class FlagC
{
    private const int Capable = 0;
    private const int FlagsAt = 3;

    public static bool IsSet(Packet packet) => packet.Segment.Options?.MpCapable is { } capable && (capable.Flags & MpCapable.NoJoinToThisAddress) != 0;

    /// <summary>Clears the flag, and lets the checksum of the segment follow.</summary>
    public static void Hide(List<(PcapngPacket Captured, Packet Fields)> packets)
    {
        foreach (var (captured, fields) in packets)
        {
            if (IsSet(fields))
            {
                var at = TcpOctets.OptionAt(captured.Octets, Capable)!.Value + FlagsAt;
                TcpOctets.Set(captured.Octets, at, (byte)(captured.Octets[at] & ~MpCapable.NoJoinToThisAddress));
            }
        }
    }
}
