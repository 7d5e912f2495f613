using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Network.Middleboxes;

/// <summary>Subtypes of the MPTCP option (RFC 8684 section 8.2), as a set.</summary>
[Flags]
public enum MptcpSubtypes
{
    None = 0,
    MpCapable = 0x01,
    MpJoin = 0x02,
    Dss = 0x04,
    AddAddress = 0x08,
    RemoveAddress = 0x10,
    MpPrio = 0x20,
    MpFail = 0x40,
    MpFastclose = 0x80,
    MpTcpRst = 0x100,
    All = MpCapable | MpJoin | Dss | AddAddress | RemoveAddress | MpPrio | MpFail | MpFastclose | MpTcpRst,
}

internal static class MptcpSubtypesExtensions
{
    /// <summary>Those of the set that a segment carries.</summary>
    public static MptcpSubtypes In(this MptcpSubtypes wanted, in Segment segment)
    {
        var found = segment.HasDss ? MptcpSubtypes.Dss : MptcpSubtypes.None;
        if (segment.Options is { } options)
        {
            found |= options.MpCapable is null ? 0 : MptcpSubtypes.MpCapable;
            found |= options.MpJoin is null ? 0 : MptcpSubtypes.MpJoin;
            found |= options.AddAddress is null ? 0 : MptcpSubtypes.AddAddress;
            found |= options.RemoveAddress is null ? 0 : MptcpSubtypes.RemoveAddress;
            found |= options.MpFail is null ? 0 : MptcpSubtypes.MpFail;
            found |= options.MpPrio is null ? 0 : MptcpSubtypes.MpPrio;
            found |= options.MpFastclose is null ? 0 : MptcpSubtypes.MpFastclose;
            found |= options.MpTcpRst is null ? 0 : MptcpSubtypes.MpTcpRst;
        }

        return wanted & found;
    }

    /// <summary>Takes options out of a segment; the object that holds those of handshakes is replaced, since a retransmission may share it.</summary>
    public static void RemoveFrom(this MptcpSubtypes removed, ref Segment segment)
    {
        if ((removed & MptcpSubtypes.Dss) != 0)
        {
            segment.HasDss = false;
            segment.Dss = DssFlags.None;
        }

        if (segment.Options is { } options && (removed & ~MptcpSubtypes.Dss) != 0)
        {
            segment.Options = options with
            {
                MpCapable = (removed & MptcpSubtypes.MpCapable) != 0 ? null : options.MpCapable,
                MpJoin = (removed & MptcpSubtypes.MpJoin) != 0 ? null : options.MpJoin,
                AddAddress = (removed & MptcpSubtypes.AddAddress) != 0 ? null : options.AddAddress,
                RemoveAddress = (removed & MptcpSubtypes.RemoveAddress) != 0 ? null : options.RemoveAddress,
                MpFail = (removed & MptcpSubtypes.MpFail) != 0 ? null : options.MpFail,
                MpPrio = (removed & MptcpSubtypes.MpPrio) != 0 ? null : options.MpPrio,
                MpFastclose = (removed & MptcpSubtypes.MpFastclose) != 0 ? null : options.MpFastclose,
                MpTcpRst = (removed & MptcpSubtypes.MpTcpRst) != 0 ? null : options.MpTcpRst,
            };
        }
    }
}
