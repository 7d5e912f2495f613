namespace Mpsim.Models.Wire.Mptcp;

/// <summary>MP_FAIL (RFC 8684 section 3.7): data from here on failed the checksum.</summary>
/// <param name="Dsn">Data sequence number at which the mapping that failed begins, 64-bit.</param>
public sealed record MpFail(ulong Dsn)
{
    public const int Length = 12;
}
