using System.Text;
using CsCheck;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>
/// Random small scenarios: a phone with one to three accesses, a server, perhaps a gateway between them, a few flows and what
/// happens to the links on the way. They are texts, so that reader, assembly, models and results all take part.
/// </summary>
internal static class ScenarioGenerator
{
    /// <summary>The seed of all scenarios: their texts differ, so their chances may be the same.</summary>
    public const ulong Seed = 1;

    /// <summary>Long after the last arrival: a transfer has time to end over the slowest link, and an idle network costs no events.</summary>
    private const string Duration = "900 s";

    public static readonly Gen<RandomScenario> Scenarios =
        Gen.Select(Gen.Int[1, 3], Gen.Frequency((1, Gen.Const(false)), (3, Gen.Const(true))))
        .SelectMany((links, hasGateway) => RandomFamilies.Of(links).SelectMany(families => Gen.Select(
            Nodes(links, hasGateway), Links(families, hasGateway), Flows(links, families),
            (nodes, accesses, flows) => (families.Top, families.HasV6, Nodes: nodes, Links: accesses, Flows: flows))))
        .SelectMany(basis => AddressedProxyGenerator.Of(basis.Nodes, basis.HasV6).Select(nodes => basis with { Nodes = nodes }))
        .SelectMany(basis => (basis.HasV6 ? Gen.Const(basis.Nodes) : SharingGenerator.Of(basis.Nodes)).Select(nodes => basis with { Nodes = nodes }))
        .SelectMany(basis => Gen.Select(
            Events(basis.Links), FailureGenerator.Of(basis.Nodes),
            (events, failures) => Write(basis.Top, failures.Nodes, basis.Links, basis.Flows, [.. events, .. failures.Events])))
        .SelectMany(CpeGenerator.PutInto)
        .SelectMany(PolicyGenerator.AddTo)
        .SelectMany(PlacementGenerator.Move)
        .SelectMany(AttackGenerator.AddTo)
        .SelectMany(SubflowLimitGenerator.AddTo)
        .SelectMany(OrAnother);

    /// <summary>Networks that are not drawn by the generators above. These draws come last, so that a number that has nothing of them keeps its scenario.</summary>
    private static Gen<RandomScenario> OrAnother(RandomScenario scenario) =>
        Gen.Frequency((28, Gen.Const(scenario)), (1, TemplateGenerator.Scenarios), (1, PopulationGenerator.Scenarios));

    /// <summary>The names of the UE's links.</summary>
    public static string[] Accesses(int links) => [.. new[] { "lte", "wlan", "dsl" }.Take(links)];

    private static Gen<string> Nodes(int links, bool hasGateway) => Gen.Select(
        NodeGenerator.Ue(Accesses(links)), hasGateway ? NodeGenerator.Gateway(Accesses(links)) : Gen.Const(""), NodeGenerator.Server(hasGateway ? ["core"] : Accesses(links)),
        (ue, gateway, server) => $"  phone: {ue}\n" + (hasGateway ? $"  gateway: {gateway}\n" : "") + $"  server: {server}\n");

    private static Gen<(string Id, string Text, RandomTrace? Trace)[]> Links(RandomFamilies families, bool hasGateway)
    {
        var none = Gen.Const(Array.Empty<(string, string, RandomTrace?)>());
        var accesses = Accesses(families.Accesses.Length).Zip(families.Accesses).Aggregate(none, (all, each) =>
            Gen.Select(all, LinkGenerator.Access(each.First, hasGateway ? "gateway" : "server", families, each.Second), (before, link) => before.Append((each.First, link.Text, link.Trace)).ToArray()));
        return hasGateway
            ? Gen.Select(accesses, LinkGenerator.Core(families), (before, core) => before.Append(("core", core, null)).ToArray())
            : accesses;
    }

    private static Gen<string[]> Flows(int links, RandomFamilies families) =>
        Gen.Frequency((5, Gen.Const(1)), (2, Gen.Const(2)), (1, Gen.Const(3))).SelectMany(count => FlowGenerator.Flow(links, families).Array[count]);

    private static Gen<string[]> Events((string Id, string Text, RandomTrace? Trace)[] links) =>
        links.Aggregate(Gen.Const(Array.Empty<string>()), (all, link) => Gen.Select(
            all, EventGenerator.Of(link.Id, mayLeave: link.Id != "core" && links.Length > 1, link.Trace is not null), HandoverGenerator.Renumberings(link.Id, link.Text), AccessReportGenerator.Changes(link.Id),
            (before, more, renumberings, accesses) => before.Concat(more).Concat(renumberings).Concat(accesses).ToArray()));

    private static RandomScenario Write(string top, string nodes, (string Id, string Text, RandomTrace? Trace)[] links, string[] flows, string[] events)
    {
        var text = new StringBuilder()
            .Append($"name: Random\nduration: {Duration}\nsample_interval: 2 s\nseed: {Seed}\n{top}nodes:\n{nodes}links:\n");
        foreach (var (id, link, _) in links)
        {
            text.Append($"  {id}: {link}\n");
        }

        text.Append("flows:\n");
        foreach (var (index, flow) in flows.Index())
        {
            text.Append($"  flow{index + 1}: {flow}\n");
        }

        if (events.Length > 0)
        {
            text.Append("events:\n");
            foreach (var change in events)
            {
                text.Append($"  - {change}\n");
            }
        }

        return new RandomScenario(text.ToString(), [.. links.Select(link => link.Trace).OfType<RandomTrace>()]);
    }
}
