namespace Mpsim.Models.Wire.Codec;

/// <summary>Subtypes of the MPTCP option (RFC 8684 section 7.2, table 3).</summary>
internal static class MptcpSubtype
{
    public const int MpCapable = 0;
    public const int MpJoin = 1;
    public const int Dss = 2;
    public const int AddAddress = 3;
    public const int RemoveAddress = 4;
    public const int MpPrio = 5;
    public const int MpFail = 6;
    public const int MpFastclose = 7;
    public const int MpTcpRst = 8;
}
