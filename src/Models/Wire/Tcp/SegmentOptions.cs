using Mpsim.Models.Wire.Mptcp;

namespace Mpsim.Models.Wire.Tcp;

/// <summary>
/// The options that only handshakes and path management carry. They live outside the segment so that a data
/// segment stays small; never changed once the segment is sent, because a retransmission may share the object.
/// </summary>
public sealed record SegmentOptions
{
    /// <summary>Maximum segment size (RFC 9293 section 3.7.1), in a SYN.</summary>
    public ushort? MaximumSegmentSize { get; init; }

    /// <summary>Window scale shift count, 0 to 14 (RFC 7323 section 2.2), in a SYN.</summary>
    public byte? WindowScale { get; init; }

    /// <summary>SACK-permitted (RFC 2018 section 2), in a SYN.</summary>
    public bool SackPermitted { get; init; }

    /// <summary>TCP Fast Open (RFC 7413), in a SYN.</summary>
    public FastOpenCookie? FastOpen { get; init; }

    /// <summary>TCP-AO (RFC 5925), carried and not verified.</summary>
    public TcpAuthentication? Authentication { get; init; }

    public MpCapable? MpCapable { get; init; }

    public MpJoin? MpJoin { get; init; }

    public AddAddress? AddAddress { get; init; }

    public RemoveAddress? RemoveAddress { get; init; }

    public MpPrio? MpPrio { get; init; }

    public MpFail? MpFail { get; init; }

    public MpFastclose? MpFastclose { get; init; }

    public MpTcpRst? MpTcpRst { get; init; }

    /// <summary>There is an option of MPTCP; DSS, which is not kept here, aside.</summary>
    public bool HasMptcp =>
        MpCapable is not null || MpJoin is not null || AddAddress is not null || RemoveAddress is not null || MpPrio is not null || MpFail is not null || MpFastclose is not null || MpTcpRst is not null;

    /// <summary>Kind of the MD5 signature (RFC 2385).</summary>
    public const byte Md5Signature = 19;

    /// <summary>Options of kinds or forms that this model does not know, in their order.</summary>
    public IReadOnlyList<UnknownOption> Unknown { get; init; } = [];

    /// <summary>What signs the segment, so that nobody can stand between its ends: <c>TCP-AO</c> (RFC 5925), <c>TCP-MD5</c> (RFC 2385), or null.</summary>
    public string? Signature => Authentication is not null ? "TCP-AO" : Unknown.Count > 0 && HasUnknown(Md5Signature) ? "TCP-MD5" : null;

    /// <summary>An option of a kind is among those that this model does not know.</summary>
    public bool HasUnknown(byte kind)
    {
        for (var i = 0; i < Unknown.Count; i++)
        {
            if (Unknown[i].Kind == kind)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Octets on the wire, each option padded to a multiple of four.</summary>
    /// <param name="withTimestamps">With timestamps, SACK-permitted takes the place of their two padding octets (as Linux packs a SYN).</param>
    public int Length(bool withTimestamps) =>
        (MaximumSegmentSize is null ? 0 : 4)
        + (WindowScale is null ? 0 : 4)
        + (SackPermitted && !withTimestamps ? 4 : 0)
        + Padded(FastOpen?.Length ?? 0)
        + Padded(Authentication?.Length ?? 0)
        + Padded(MpCapable?.Length ?? 0)
        + Padded(MpJoin?.Length ?? 0)
        + Padded(AddAddress?.Length ?? 0)
        + Padded(RemoveAddress?.Length ?? 0)
        + (MpFail is null ? 0 : MpFail.Length)
        + (MpPrio is null ? 0 : Padded(MpPrio.Length))
        + (MpFastclose is null ? 0 : MpFastclose.Length)
        + (MpTcpRst is null ? 0 : Padded(MpTcpRst.Length))
        + (Unknown.Count == 0 ? 0 : UnknownLength(3));

    /// <summary>Octets on the wire without any padding.</summary>
    internal int CompactLength() =>
        (MaximumSegmentSize is null ? 0 : 4)
        + (WindowScale is null ? 0 : 3)
        + (SackPermitted ? 2 : 0)
        + (FastOpen?.Length ?? 0)
        + (Authentication?.Length ?? 0)
        + (MpCapable?.Length ?? 0)
        + (MpJoin?.Length ?? 0)
        + (AddAddress?.Length ?? 0)
        + (RemoveAddress?.Length ?? 0)
        + (MpFail is null ? 0 : MpFail.Length)
        + (MpPrio is null ? 0 : MpPrio.Length)
        + (MpFastclose is null ? 0 : MpFastclose.Length)
        + (MpTcpRst is null ? 0 : MpTcpRst.Length)
        + UnknownLength(0);

    private int UnknownLength(int padding)
    {
        var length = 0;
        for (var i = 0; i < Unknown.Count; i++)
        {
            length += (Unknown[i].Length + padding) & ~padding;
        }

        return length;
    }

    private static int Padded(int octets) => (octets + 3) & ~3;
}
