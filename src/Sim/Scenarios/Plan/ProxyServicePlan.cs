namespace Mpsim.Scenarios.Plan;

/// <summary>What a proxy does for those who address it.</summary>
public sealed record ProxyServicePlan
{
    /// <summary>Port of the Transport Converter.</summary>
    public required int ConvertPort { get; init; }

    /// <summary>The converter asks for a cookie.</summary>
    public required bool ConvertCookies { get; init; }

    /// <summary>The converter takes messages behind the handshake.</summary>
    public required bool LateMessages { get; init; }

    /// <summary>Port of the SOCKS server.</summary>
    public required int SocksPort { get; init; }

    /// <summary>The SOCKS server asks for user name and password, which its clients know.</summary>
    public required bool SocksPassword { get; init; }
}
