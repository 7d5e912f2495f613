using System.Text.RegularExpressions;
using CsCheck;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>Puts a proxy at the customer's premises between the phone and its accesses in some scenarios: it has the phone's settings, and the phone is mostly an N-UE behind it.</summary>
internal static partial class CpeGenerator
{
    /// <summary>Not where the UE addresses a proxy, which is not for one behind another, and not where the server would open connections to a phone that is not at the NAT itself.</summary>
    public static Gen<RandomScenario> PutInto(RandomScenario scenario)
    {
        var phone = Phone().Match(scenario.Text);
        return !phone.Success || scenario.Text.Contains("ue, proxy:", StringComparison.Ordinal)
            || (scenario.Text.Contains("napt", StringComparison.Ordinal) && scenario.Text.Split('\n').Any(IsOpenedByServer))
            ? Gen.Const(scenario)
            : Gen.Frequency((6, Gen.Const(scenario)), (1, Gen.Select(Laptop, Home, Lan, (laptop, home, lan) => scenario with { Text = With(scenario.Text, phone.Groups[1].Value, laptop, home, lan) })));
    }

    private static readonly Gen<string> Laptop = Gen.Frequency((4, Gen.Const("false")), (1, Gen.Const("true")));

    private static readonly Gen<string> Home = Yaml.Joined(
        Yaml.Sometimes(50, Yaml.Entry("accept", Yaml.OneOf("at-once", "after-server"))),
        Yaml.Sometimes(40, Yaml.Entry("relay_buffer", Gen.Int[4, 256].Select(size => $"{size} KiB"))));

    private static readonly Gen<string> Lan = Yaml.Joined(
        Yaml.Entry("rate", Yaml.Number(5, 500, "Mbit/s")),
        Yaml.Entry("delay", Yaml.Milliseconds(0, 10)),
        Yaml.Sometimes(30, Yaml.Entry("loss", Yaml.Number(0.05, 2, "%"))));

    private static string With(string text, string settings, string laptop, string home, string lan)
    {
        var uplinks = Yaml.List(Uplink().Matches(text).Select(match => match.Groups[1].Value));
        var more = home.Length == 0 ? "" : ", " + home;
        var lines = text.Split('\n').Select(line =>
            line.StartsWith("  phone: ", StringComparison.Ordinal)
                ? $"  phone: {{ kind: ue, mptcp: {laptop} }}\n  home: {{ kind: proxy, mode: cpe, uplinks: {uplinks}{more}{settings.Replace("mptcp: false", "mptcp: true", StringComparison.Ordinal)} }}"
            : line.StartsWith("links:", StringComparison.Ordinal) ? $"links:\n  lan: {{ between: [phone, home], {lan}{Yaml.Families(text)} }}"
            : laptop == "true" || IsOpenedByServer(line) ? Via().Replace(line, "").Replace("between: [phone, ", "between: [home, ", StringComparison.Ordinal)
            : line.Replace("between: [phone, ", "between: [home, ", StringComparison.Ordinal));
        return string.Join('\n', lines);
    }

    /// <summary>For what the server opens the CPE does nothing, and for an M-UE neither, so that the phone's own link alone is its way.</summary>
    private static bool IsOpenedByServer(string line) => line.Contains("opened_by: server", StringComparison.Ordinal)
        || (line.Contains("from: phone, to: server", StringComparison.Ordinal) && line.Contains("request-response", StringComparison.Ordinal));

    [GeneratedRegex(@"\n  phone: \{ kind: ue(.*) \}\n")]
    private static partial Regex Phone();

    [GeneratedRegex(@"\n  (\w+): \{ between: \[phone, ")]
    private static partial Regex Uplink();

    [GeneratedRegex(@", via: \[[^\]]*\]")]
    private static partial Regex Via();
}
