namespace Mpsim.Regression;

/// <summary>The units in which bounds may be written, and their sizes.</summary>
public static class MetricUnits
{
    /// <summary>Kind of quantity and size in a base unit that only this table knows.</summary>
    private static readonly Dictionary<string, (string Kind, double Size)> Known = new(StringComparer.Ordinal)
    {
        ["bit/s"] = ("rate", 1),
        ["kbit/s"] = ("rate", 1e3),
        ["Mbit/s"] = ("rate", 1e6),
        ["Gbit/s"] = ("rate", 1e9),
        ["ns"] = ("time", 1),
        ["us"] = ("time", 1e3),
        ["µs"] = ("time", 1e3),
        ["ms"] = ("time", 1e6),
        ["s"] = ("time", 1e9),
        ["min"] = ("time", 60e9),
        ["h"] = ("time", 3600e9),
        ["B"] = ("size", 1),
        ["kB"] = ("size", 1e3),
        ["MB"] = ("size", 1e6),
        ["GB"] = ("size", 1e9),
        ["KiB"] = ("size", 1024),
        ["MiB"] = ("size", 1024 * 1024),
        ["GiB"] = ("size", 1024.0 * 1024 * 1024),
        ["%"] = ("ratio", 1),
        ["segments"] = ("number", 1),
        ["packets"] = ("number", 1),
        [""] = ("number", 1),
    };

    /// <summary>The value in another unit of the same kind; false when the units measure different things or one is unknown.</summary>
    public static bool TryConvert(double value, string from, string to, out double converted)
    {
        converted = value;
        if (from == to)
            return true;
        if (!Known.TryGetValue(from, out (string Kind, double Size) source)
            || !Known.TryGetValue(to, out (string Kind, double Size) target)
            || source.Kind != target.Kind)
            return false;

        converted = value * source.Size / target.Size;
        return true;
    }
}
