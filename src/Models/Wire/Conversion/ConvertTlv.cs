namespace Mpsim.Models.Wire.Conversion;

/// <summary>Types of Convert TLVs (RFC 8803 section 6.2.2, table 1).</summary>
internal static class ConvertTlv
{
    public const byte Info = 1;
    public const byte Connect = 10;
    public const byte ExtendedTcpHeader = 20;
    public const byte SupportedTcpExtensions = 21;
    public const byte Cookie = 22;
    public const byte Error = 30;

    /// <summary>Octets of a Base Connect TLV.</summary>
    public const int BaseConnectLength = 20;
}
