using CsCheck;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>Generators of pieces of YAML text. An entry that is empty is left out.</summary>
internal static class Yaml
{
    /// <summary><c>{ key: value, … }</c></summary>
    public static Gen<string> Mapping(params Gen<string>[] entries) => Joined(entries).Select(text => text.Length == 0 ? "{}" : $"{{ {text} }}");

    /// <summary><c>key: value, …</c></summary>
    public static Gen<string> Joined(params Gen<string>[] entries) =>
        entries.Aggregate((all, next) => Gen.Select(all, next, (first, second) => first.Length == 0 ? second : second.Length == 0 ? first : $"{first}, {second}"));

    public static Gen<string> Entry(string key, Gen<string> value) => value.Select(text => text.Length == 0 ? "" : $"{key}: {text}");

    public static Gen<string> Entry(string key, string value) => Gen.Const($"{key}: {value}");

    /// <summary>There in <paramref name="percent"/> of the cases.</summary>
    public static Gen<string> Sometimes(int percent, Gen<string> entry) => Gen.Frequency((100 - percent, Gen.Const("")), (percent, entry));

    public static Gen<string> Switch(string key, int percentOff) => Sometimes(percentOff, Entry(key, "false"));

    public static Gen<string> OneOf(params string[] texts) => Gen.OneOf(texts);

    /// <summary><c>[a, b, …]</c></summary>
    public static string List(IEnumerable<string> items) => $"[{string.Join(", ", items)}]";

    /// <summary>An entry for a further link, on which every IP version of the scenario must find its way; nothing where all links have the same.</summary>
    public static string Families(string scenario) => scenario.Contains("\nip: ", StringComparison.Ordinal) || !scenario.Contains("ip: ", StringComparison.Ordinal) ? "" : ", ip: [v4, v6]";

    /// <summary>A decimal number within bounds, equally likely in every order of magnitude.</summary>
    public static Gen<string> Number(double least, double most, string unit) =>
        Gen.Int[0, 1_000].Select(step => $"{least * Math.Pow(most / least, step / 1_000.0):0.###} {unit}");

    public static Gen<string> Milliseconds(int least, int most) => Gen.Int[least, most].Select(time => $"{time} ms");
}
