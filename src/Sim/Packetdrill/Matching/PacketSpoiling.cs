using System.Buffers.Binary;
using Mpsim.Models.Kernel;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Codec;
using Mpsim.Packetdrill.Syntax;

namespace Mpsim.Packetdrill.Matching;

/// <summary>
/// Changes octets of a packet that is injected, as the instructions behind it say, and reads it again as the host would. Checksums that no
/// instruction names are made right afterwards: a wrong one would hide everything else from the host.
/// </summary>
internal static class PacketSpoiling
{
    private const int Ipv4Checksum = 10;
    private const int TcpChecksum = 16;
    private const byte EndOfOptions = 0;
    private const byte NoOperation = 1;

    /// <param name="instructions">What is done, in order.</param>
    /// <param name="packet">The packet; gets the fields of what has become of it.</param>
    /// <param name="chance">Where octets are left to chance.</param>
    /// <returns>False when it is no packet any more, which a host drops without looking further.</returns>
    /// <exception cref="RunException">An instruction names a place that the packet does not have.</exception>
    public static bool Apply(IReadOnlyList<SpoilInstruction> instructions, Packet packet, RandomStream chance)
    {
        var buffer = new byte[PacketEncoder.MostOctets];
        List<byte> octets = [.. buffer[..PacketEncoder.Encode(packet, buffer)]];
        var isIPv4 = packet.Source.Address.IsIPv4;
        var transport = isIPv4 ? (octets[0] & 15) * 4 : 40;
        var payload = packet.Segment.Payload;
        foreach (var instruction in instructions)
        {
            Apply(instruction, octets, transport, chance);
        }

        var names = instructions.Where(instruction => instruction is { Length: 2, Kind: SpoilKind.Replace or SpoilKind.Mutate }).Select(instruction => (instruction.IsTransport, instruction.Offset)).ToArray();
        RepairChecksums(octets, isIPv4, transport, !names.Contains((false, Ipv4Checksum)), !names.Contains((true, TcpChecksum)));
        var result = PacketDecoder.Decode(octets.ToArray(), packet);
        if (result.IsPacket && packet.Segment.PayloadLength > 0)
        {
            packet.Segment.Payload = payload;
        }

        return result.IsPacket;
    }

    private static void Apply(SpoilInstruction instruction, List<byte> octets, int transport, RandomStream chance)
    {
        var at = (instruction.IsTransport ? transport : 0) + instruction.Offset + (instruction.Option is { } kind ? PlaceOf(kind, octets, transport) : 0);
        var end = instruction.Kind == SpoilKind.Insert ? at : at + instruction.Length;
        if (end > octets.Count)
        {
            throw new RunException($"the packet ends before octet {end}, which an instruction changes");
        }

        switch (instruction.Kind)
        {
            case SpoilKind.Insert:
                octets.InsertRange(at, Enumerable.Range(0, instruction.Length).Select(_ => (byte)chance.NextUInt32()));
                break;
            case SpoilKind.Truncate:
                octets.RemoveRange(at, instruction.Length);
                break;
            default:
                for (var i = 0; i < instruction.Length; i++)
                {
                    var shift = 8 * (instruction.Length - 1 - i);
                    octets[at + i] = instruction.Kind == SpoilKind.Mutate ? (byte)chance.NextUInt32() : shift < 64 ? (byte)(instruction.Value >> shift) : (byte)0;
                }

                break;
        }
    }

    /// <summary>Where an option begins, counted from the TCP header.</summary>
    private static int PlaceOf(byte kind, List<byte> octets, int transport)
    {
        var end = Math.Min(octets.Count, transport + ((octets[transport + 12] >> 4) * 4));
        for (var at = transport + 20; at < end && octets[at] != EndOfOptions;)
        {
            if (octets[at] == kind)
            {
                return at - transport;
            }

            at += octets[at] == NoOperation ? 1 : at + 1 < end ? Math.Max((byte)1, octets[at + 1]) : 1;
        }

        throw new RunException($"the packet has no option of kind {kind}, which an instruction changes");
    }

    private static void RepairChecksums(List<byte> octets, bool isIPv4, int transport, bool ofIp, bool ofTcp)
    {
        var bytes = octets.ToArray();
        if (isIPv4 && ofIp && bytes.Length >= 20)
        {
            var header = Math.Clamp((bytes[0] & 15) * 4, 20, bytes.Length);
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(Ipv4Checksum), 0);
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(Ipv4Checksum), InternetChecksum.Fold(InternetChecksum.Add(bytes.AsSpan(0, header), 0)));
        }

        if (ofTcp && bytes.Length >= transport + 20)
        {
            var addresses = isIPv4 ? bytes.AsSpan(12, 8) : bytes.AsSpan(8, 32);
            var segment = bytes.AsSpan(transport);
            BinaryPrimitives.WriteUInt16BigEndian(segment[TcpChecksum..], 0);
            var pseudo = InternetChecksum.Add(addresses, (ulong)(6 + segment.Length));
            BinaryPrimitives.WriteUInt16BigEndian(segment[TcpChecksum..], InternetChecksum.Fold(InternetChecksum.Add(segment, pseudo)));
        }

        octets.Clear();
        octets.AddRange(bytes);
    }
}
