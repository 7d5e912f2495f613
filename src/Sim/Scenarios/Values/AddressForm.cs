using Mpsim.Models.Wire;

namespace Mpsim.Scenarios.Values;

/// <summary>An IPv4 address that an interface may have.</summary>
internal sealed class AddressForm : ValueForm<IpAddress>
{
    public override string Expected => "an IPv4 address such as 192.0.2.1";

    public override bool TryRead(string text, out IpAddress value, out Misreading problem)
    {
        var read = IpAddress.TryParse(text, out value) && !value.IsNone;
        problem = read ? default : new Misreading($"'{text}' is not an IPv4 address");
        return read;
    }

    public override string Write(IpAddress value) => value.ToString();
}
