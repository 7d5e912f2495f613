using Mpsim.Models.Wire;

namespace Mpsim.Scenarios.Values;

/// <summary>An address that an interface may have.</summary>
/// <param name="families">The families that it may be of.</param>
internal sealed class AddressForm(IpFamilies families) : ValueForm<IpAddress>
{
    public override string Expected => families == IpFamilies.V4 ? "an IPv4 address such as 192.0.2.1" : "an address such as 192.0.2.1 or 2001:db8::1";

    private string Wanted => families == IpFamilies.V4 ? "an IPv4 address" : "an address";

    public override bool TryRead(string text, out IpAddress value, out Misreading problem)
    {
        var read = IpAddress.TryParse(text, out value) && !value.IsNone && families.HasFlag(value.Family);
        problem = read ? default : new Misreading($"'{text}' is not {Wanted}");
        if (read && Reason(value) is { } reason)
        {
            problem = new Misreading($"'{text}' is {reason}, which no host on a network has");
            return false;
        }

        return read;
    }

    /// <summary>Why an address is none of a host beyond its own link (RFC 6890), or null.</summary>
    private static string? Reason(IpAddress address) => address.IsIPv4
        ? (address.Bits >> 24) switch
        {
            0 => "an address of this network",
            127 => "a loopback address",
            >= 224 and < 240 => "a multicast address",
            >= 240 => "a reserved address",
            169 when address.Bits >> 16 == 0xA9FE => "a link-local address",
            _ => null,
        }
        : (address.High >> 56) switch
        {
            0xFF => "a multicast address",
            0xFE when address.High >> 54 == 0x3FA => "a link-local address",
            0 when address.High == 0 && address.Low == 1 => "a loopback address",
            _ => null,
        };

    public override string Write(IpAddress value) => value.ToString();
}
