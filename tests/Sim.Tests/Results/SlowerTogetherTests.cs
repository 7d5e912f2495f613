using Mpsim.Output;
using Mpsim.Results;

namespace Mpsim.Sim.Tests.Results;

/// <summary>When the program says that several paths are slower than one, which must never be said of what cannot be compared.</summary>
public sealed class SlowerTogetherTests
{
    private static readonly (string Key, string Value)[] Base = [("links.lte.rate", "5 Mbit/s"), ("links.wlan.rate", "30 Mbit/s"), ("flows.download.via", "[lte, wlan]")];

    [Fact]
    public void Line_names_the_flow_its_paths_and_the_better_one_alone()
    {
        var line = Assert.Single(PathNotes.Of(Results(20, 28, [("flows.download.via", "[wlan]")])));

        Assert.Equal("note: download has 20 Mbit/s over lte and wlan ('both'), but 28 Mbit/s over wlan alone ('one')", line);
    }

    [Fact]
    public void Link_that_the_one_path_does_not_see_may_differ() =>
        Assert.Single(PathNotes.Of(Results(20, 28, [("flows.download.via", "[wlan]"), ("links.lte.rate", "20 Mbit/s")])));

    [Theory]
    [InlineData(20, 20.3, "flows.download.via=[wlan]")]
    [InlineData(28, 20, "flows.download.via=[wlan]")]
    [InlineData(20, 28, "flows.download.via=[wlan];links.wlan.rate=100 Mbit/s")]
    [InlineData(20, 28, "flows.download.via=[wlan];nodes.gateway.kind=router")]
    [InlineData(20, 28, "flows.download.via=[dsl]")]
    [InlineData(20, 28, "flows.download.via=[lte, wlan];links.lte.rate=20 Mbit/s")]
    [InlineData(20, 28, "flows.download.via=[wlan];links.lte.rate=20 Mbit/s;flows.other.via=[lte]")]
    public void Nothing_is_said_where_both_are_better_or_more_is_different(double together, double alone, string changes) =>
        Assert.Empty(PathNotes.Of(Results(together, alone, [.. changes.Split(';').Select(change => (change.Split('=')[0], change.Split('=')[1]))])));

    [Fact]
    public void Nothing_is_said_where_one_path_carries_all() => Assert.Empty(PathNotes.Of(Results(20, 28, [("flows.download.via", "[wlan]")], lteRatio: 0.001)));

    [Fact]
    public void Nothing_is_said_where_a_single_run_says_otherwise()
    {
        var facts = Facts([("flows.download.via", "[wlan]")]) with { Runs = 2 };
        RunResult[] runs = [Run("both", 1, 20), Run("both", 2, 20), Run("one", 1, 30), Run("one", 2, 19)];

        Assert.Empty(PathNotes.Of(new ScenarioResult(facts, runs)));
    }

    private static ScenarioResult Results(double together, double alone, (string Key, string Value)[] changes, double lteRatio = 0.4) =>
        new(Facts(changes), [Run("both", 1, together, lteRatio), Run("one", 1, alone)]);

    private static ScenarioFacts Facts((string Key, string Value)[] changes)
    {
        var one = Base.ToDictionary(each => each.Key, each => each.Value);
        foreach (var (key, value) in changes)
        {
            one[key] = value;
        }

        return MadeUpResults.Facts(1) with
        {
            Variants = [new VariantFacts("both", [.. Base.Select(each => new KeyValuePair<string, string>(each.Key, each.Value))]), new VariantFacts("one", [.. one])],
        };
    }

    private static RunResult Run(string variant, int run, double goodput, double lteRatio = 0.4) => MadeUpResults.Plain(variant, run, MadeUpResults.Download(goodput, lteRatio));
}
