using Mpsim.Charts;
using Mpsim.Results;
using Color = ScottPlot.Color;

namespace Mpsim.Sim.Tests.Charts;

public sealed class PathColorsTests
{
    [Fact]
    public void Access_technology_has_its_colour_whatever_the_order_and_the_names()
    {
        Assert.Equal([Palette.Blue, Palette.Orange], Colors([("lte", ""), ("wlan", "")]));
        Assert.Equal([Palette.Orange, Palette.Blue], Colors([("wlan", "wlan"), ("lte", "lte")]));
        Assert.Equal([Palette.Orange, Palette.Blue, Palette.Green], Colors([("a", "wlan"), ("phone-lte", ""), ("home", "dsl")]));
    }

    [Fact]
    public void Paths_of_one_technology_and_of_none_are_told_apart()
    {
        Color[] colors = Colors([("x", ""), ("phone-lte", ""), ("y", ""), ("tablet-lte", "lte"), ("third", "lte"), ("wlan2", "")]);

        Assert.Equal(6, colors.Distinct().Count());
        Assert.Equal((Palette.Blue, Palette.SkyBlue, Palette.Orange), (colors[1], colors[3], colors[5]));
    }

    [Fact]
    public void Path_of_no_flow_is_grey() =>
        Assert.Equal(Palette.Capacity, new PathColors(Result([("lte", "")]))["core"]);

    private static Color[] Colors((string Path, string Access)[] paths)
    {
        var colors = new PathColors(Result(paths));
        return [.. paths.Select(path => colors[path.Path])];
    }

    private static ScenarioResult Result((string Path, string Access)[] paths)
    {
        FlowResult flow = MadeUpResults.Download(40) with { Shares = [.. paths.Select(path => new PathShare(path.Path, 1.0 / paths.Length))] };
        var variant = new VariantFacts("base", [.. paths.Where(path => path.Access.Length > 0).Select(path => KeyValuePair.Create($"links.{path.Path}.access", path.Access))]);
        return new ScenarioResult(MadeUpResults.Facts(1) with { Variants = [variant] }, [MadeUpResults.Plain("base", 1, flow)]);
    }
}
