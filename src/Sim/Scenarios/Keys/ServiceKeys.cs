using Mpsim.Models.Wire.Conversion;
using Mpsim.Models.Wire.Socks;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of what a proxy does for those who address it.</summary>
internal sealed class ServiceKeys
{
    private static readonly IntegerForm Port = new(1, 65_535);

    public readonly Key<int> ConvertPort = new("convert_port", Port, "The port of the Transport Converter; RFC 8803 leaves it to the operator.") { Default = $"{ConvertMessage.UsualPort}" };

    public readonly Key<bool> ConvertCookies = new("convert_cookies", Forms.Switch,
        "Whether the converter serves only UEs that show a cookie, which it gives to each of their addresses; the first connection from an address takes a round trip more.")
    { Default = "false" };

    public readonly Key<bool> LateMessages = new("late_messages", Forms.Switch, "Whether the converter takes a message behind the handshake, too; otherwise it ignores SYNs without one (RFC 8803 section 6).") { Default = "false" };

    public readonly Key<int> SocksPort = new("socks_port", Port, "The port of the SOCKS server.") { Default = $"{SocksMessages.UsualPort}" };

    public readonly Key<bool> SocksPassword = new("socks_password", Forms.Switch, "Whether the SOCKS server asks for user name and password (RFC 1929), which takes a round trip more.") { Default = "false" };

    public ServiceKeys() => Group = new KeyGroup("nodes.<name>.services", [ConvertPort, ConvertCookies, LateMessages, SocksPort, SocksPassword]);

    public KeyGroup Group { get; }
}
