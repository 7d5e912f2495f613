using System.Globalization;

namespace Mpsim.Scenarios.Values;

/// <summary>A range of ports, such as <c>1024-65535</c>.</summary>
internal sealed class PortRangeForm : ValueForm<(ushort First, ushort Last)>
{
    public override string Expected => "a range of ports such as 1024-65535";

    public override bool TryRead(string text, out (ushort First, ushort Last) value, out Misreading problem)
    {
        value = (1, 1);
        problem = default;
        var parts = text.Split('-');
        if (parts.Length == 2
            && ushort.TryParse(parts[0].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && ushort.TryParse(parts[1].Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var last)
            && first > 0 && first <= last)
        {
            value = (first, last);
            return true;
        }

        problem = new Misreading($"'{text}' is not a range of ports from 1 to 65535");
        return false;
    }

    public override string Write((ushort First, ushort Last) value) => string.Create(CultureInfo.InvariantCulture, $"{value.First}-{value.Last}");
}
