using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Mptcp;

/// <summary>What a tester does to packets: drops the n-th of a kind, removes options.</summary>
internal static class WireActs
{
    public static bool IsToServer(this Packet packet) => MptcpPair.IsToServer(packet.Destination);

    public static bool IsData(this Packet packet) => packet.Segment.PayloadLength > 0;

    public static bool HasDataFin(this in Segment segment) => segment.HasDss && (segment.Dss & DssFlags.DataFin) != 0;

    /// <summary>A filter that drops the packets of a kind with these numbers, counted from 1.</summary>
    public static Func<Packet, bool> Drop(Func<Packet, bool> kind, params int[] numbers)
    {
        var count = 0;
        return packet => !kind(packet) || !numbers.Contains(++count);
    }

    /// <summary>A filter that removes MPTCP's options from the packets of a kind.</summary>
    public static Func<Packet, bool> Strip(Func<Packet, bool> kind) => packet =>
    {
        if (kind(packet))
        {
            RemoveMptcp(ref packet.Segment);
        }

        return true;
    };

    public static void RemoveMptcp(ref Segment segment)
    {
        segment.HasDss = false;
        segment.Dss = DssFlags.None;
        if (segment.Options is { } options)
        {
            segment.Options = options with { MpCapable = null, MpJoin = null, AddAddress = null, RemoveAddress = null, MpFail = null, MpPrio = null, MpFastclose = null, MpTcpRst = null };
        }
    }

    /// <summary>Option kind 30 is there.</summary>
    public static bool HasMptcp(this in Segment segment) => segment.HasDss || segment.Options is { HasMptcp: true };

    public static bool IsFrom(this Packet packet, int path) => packet.Source.Address == MptcpPair.UeAddress(path);

    public static bool IsOn(this Packet packet, int path) => packet.IsFrom(path) || packet.Destination.Address == MptcpPair.UeAddress(path);
}
