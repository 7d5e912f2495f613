using System.Globalization;
using System.Text;

namespace Mpsim.Models.Wire;

// Notation: dotted decimal for IPv4, RFC 4291 section 2.2 read and RFC 5952 written for IPv6.
public readonly partial struct IpAddress
{
    private const int Groups = 8;

    /// <summary>Reads an address of either family.</summary>
    /// <returns>False when the text is no address.</returns>
    public static bool TryParse(string text, out IpAddress address) =>
        text.Contains(':', StringComparison.Ordinal) ? TryParseIPv6(text, out address) : TryParseIPv4(text, out address);

    /// <summary>RFC 5952 section 4: lower case, no leading zeros, the longest run of two or more zero groups, the first of equals, as "::".</summary>
    public override string ToString()
    {
        if (IsIPv4)
        {
            return $"{Bits >> 24}.{(Bits >> 16) & 255}.{(Bits >> 8) & 255}.{Bits & 255}";
        }

        var (start, length) = LongestZeros();
        var text = new StringBuilder(39);
        for (var i = 0; i < Groups; i++)
        {
            if (i == start)
            {
                text.Append("::");
                i += length - 1;
                continue;
            }

            if (text.Length > 0 && text[^1] != ':')
            {
                text.Append(':');
            }

            text.Append(CultureInfo.InvariantCulture, $"{Group(i):x}");
        }

        return text.ToString();
    }

    private static bool TryParseIPv4(string text, out IpAddress address)
    {
        address = default;
        var parts = text.Split('.');
        if (parts.Length != 4)
        {
            return false;
        }

        uint bits = 0;
        foreach (var part in parts)
        {
            if (!byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var octet))
            {
                return false;
            }

            bits = (bits << 8) | octet;
        }

        address = new IpAddress(bits);
        return true;
    }

    private static bool TryParseIPv6(string text, out IpAddress address)
    {
        address = default;
        var gap = text.IndexOf("::", StringComparison.Ordinal);
        List<ushort> before = [];
        List<ushort> after = [];
        if (!TryParseGroups(gap < 0 ? text : text[..gap], gap < 0, before) || (gap >= 0 && !TryParseGroups(text[(gap + 2)..], true, after)))
        {
            return false;
        }

        // "::" stands for at least one group of zeros (RFC 4291 section 2.2).
        var missing = Groups - before.Count - after.Count;
        if (gap < 0 ? missing != 0 : missing < 1)
        {
            return false;
        }

        UInt128 bits = 0;
        foreach (var group in (IEnumerable<ushort>)[.. before, .. new ushort[missing], .. after])
        {
            bits = (bits << 16) | group;
        }

        address = new IpAddress((ulong)(bits >> 64), (ulong)bits);
        return true;
    }

    /// <param name="text">Groups with colons between them, or nothing.</param>
    /// <param name="isEnd">The last group may be the two of an IPv4 address (RFC 4291 section 2.2, third form).</param>
    /// <param name="groups">Gets the groups.</param>
    private static bool TryParseGroups(string text, bool isEnd, List<ushort> groups)
    {
        if (text.Length == 0)
        {
            return true;
        }

        var parts = text.Split(':');
        for (var i = 0; i < parts.Length; i++)
        {
            if (isEnd && i == parts.Length - 1 && TryParseIPv4(parts[i], out var tail))
            {
                groups.Add((ushort)(tail.Bits >> 16));
                groups.Add((ushort)tail.Bits);
            }
            else if (parts[i].Length is >= 1 and <= 4 && ushort.TryParse(parts[i], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var group))
            {
                groups.Add(group);
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    private ushort Group(int index) => (ushort)(index < 4 ? High >> (48 - (16 * index)) : Low >> (48 - (16 * (index - 4))));

    private (int Start, int Length) LongestZeros()
    {
        var best = (Start: -1, Length: 1);
        for (var i = 0; i < Groups; i++)
        {
            var length = 0;
            while (i + length < Groups && Group(i + length) == 0)
            {
                length++;
            }

            if (length > best.Length)
            {
                best = (i, length);
            }

            i += length;
        }

        return best;
    }
}
