using System.Globalization;
using Mpsim.Models.Wire;

namespace Mpsim.Scenarios.Values;

/// <summary>An address prefix, such as <c>192.0.2.0/24</c>; an address alone stands for itself.</summary>
internal sealed class PrefixForm : ValueForm<(IpAddress Address, int Length)>
{
    public override string Expected => "a prefix such as 192.0.2.0/24";

    public override bool TryRead(string text, out (IpAddress Address, int Length) value, out Misreading problem)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var length = -1;
        var read = IpAddress.TryParse(slash < 0 ? text : text[..slash], out var address) && !(slash >= 0 && !int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out length));
        if (read && slash < 0)
        {
            length = address.Width;
        }

        read &= length >= 0 && length <= address.Width;
        value = read ? (address, length) : default;
        problem = read ? default : new Misreading($"'{text}' is not a prefix of addresses");
        return read;
    }

    public override string Write((IpAddress Address, int Length) value) => string.Create(CultureInfo.InvariantCulture, $"{value.Address}/{value.Length}");
}
