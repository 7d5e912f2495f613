using CsCheck;
using Mpsim.Scenarios.Templates;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>Random scenarios over the topologies that come with the program: other accesses, another mode of the proxy, transfers that end, and outages.</summary>
internal static class TemplateGenerator
{
    /// <summary>Accesses by the names that they have in the templates.</summary>
    private static readonly string[] Accesses = ["lte", "wlan", "dsl", "small", "macro"];

    private static readonly Gen<string> Size = Gen.Frequency((1, Gen.Int[1, 3_000].Select(octets => $"{octets} B")), (4, Gen.Int[3, 3_000].Select(size => $"{size} kB")));

    private static Gen<RandomScenario> Over(ScenarioTemplate template)
    {
        var links = Accesses.Where(link => template.Text.Contains($"\n  {link}:", StringComparison.Ordinal)).ToArray();
        var outages = links.Append("net").Where(link => template.Text.Contains($"\n  {link}:", StringComparison.Ordinal))
            .Aggregate(Gen.Const(Array.Empty<string>()), (all, link) => Gen.Select(all, EventGenerator.Of(link, mayLeave: false, isTraced: false), (before, more) => before.Concat(more).ToArray()));
        var accesses = links.Aggregate(Gen.Const(""), (all, link) => Gen.Select(all, Access(link), (before, more) => before + more));
        return Gen.Select(Proxy(template), accesses, Flow, outages, (proxy, access, flow, events) => new RandomScenario(
            $"template: {template.Name}\nname: Random\nduration: 900 s\nsample_interval: 2 s\nseed: {ScenarioGenerator.Seed}\n{proxy}{access}{flow}"
            + (events.Length > 0 ? $"events:\n{string.Concat(events.Select(change => $"  - {change}\n"))}" : "")));
    }

    private static Gen<string> Access(string link) => Gen.Select(
        Yaml.Sometimes(60, Yaml.Number(0.5, 100, "Mbit/s").Select(rate => $"links.{link}.rate: {rate}\n")),
        Yaml.Sometimes(60, Yaml.Milliseconds(1, 200).Select(delay => $"links.{link}.delay: {delay}\n")),
        Yaml.Sometimes(30, Yaml.Number(0.1, 5, "%").Select(loss => $"links.{link}.loss: {loss}\n")),
        (rate, delay, loss) => rate + delay + loss);

    /// <summary>A proxy that is addressed, or that announces an address, has the mode that it needs for it.</summary>
    private static Gen<string> Proxy(ScenarioTemplate template) =>
        !template.Text.Contains("proxy:  ", StringComparison.Ordinal) && !template.Text.Contains("  proxy: ", StringComparison.Ordinal) ? Gen.Const("")
        : !template.Text.Contains("mode: take-over", StringComparison.Ordinal) ? Gen.Const("")
        : template.Text.Contains("steering:", StringComparison.Ordinal) ? Yaml.OneOf("", "nodes.proxy.accept: after-server\n")
        : Yaml.OneOf("", "nodes.proxy.accept: after-server\n", "nodes.proxy.mode: transparent\n", "nodes.proxy: { mode: hybrid, policy: [{ sessions_below: 2, action: take-over }, { action: transparent }] }\n", "nodes.server.mptcp: true\n");

    private static readonly Gen<string> Flow = Gen.Select(
        Gen.Frequency(
            (3, Size.Select(size => $"flows.download.size: {size}\n")),
            (1, Size.Select(size => $"flows.download: {{ transfer: request-response, response: {size} }}\n"))),
        Yaml.Sometimes(50, Gen.Select(Gen.Int[50, 2_000], Gen.Int[1, 8], (gap, count) => $"flows.download.arrivals: {{ every: {gap} ms, until: 8 s, count: {count} }}\n")),
        (transfer, arrivals) => transfer + arrivals);

    public static readonly Gen<RandomScenario> Scenarios = Gen.OneOf([.. ScenarioTemplate.All.Select(Over)]);
}
