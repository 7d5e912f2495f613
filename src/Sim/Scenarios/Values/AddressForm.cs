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
        return read;
    }

    public override string Write(IpAddress value) => value.ToString();
}
