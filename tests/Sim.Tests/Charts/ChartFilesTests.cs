using System.Xml.Linq;
using Mpsim.Charts;
using Mpsim.Models.Units;
using Mpsim.Results;

namespace Mpsim.Sim.Tests.Charts;

public sealed class ChartFilesTests
{
    [Fact]
    public void All_charts_are_drawn_as_png_and_svg_where_there_are_data()
    {
        using var folder = new TemporaryFolder();
        IReadOnlyList<string> files = ChartFiles.Write(MadeUpResults.Scenario(runs: 2), folder.Path);

        Assert.Equal(
            [
                "comparison", "goodput-over-time", "capacity-lte-down", "subflows-take-over", "subflows-transparent",
                "subflows-no-proxy", "completion-times",
            ],
            files.Where(file => file.EndsWith(".png", StringComparison.Ordinal)).Select(Path.GetFileNameWithoutExtension));
        foreach (string file in files.Where(file => file.EndsWith(".png", StringComparison.Ordinal)))
        {
            byte[] png = File.ReadAllBytes(file);
            Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], png[..4]);
            Assert.Equal(ChartPage.Width, (png[18] << 8) | png[19]);
            Assert.Equal("svg", XDocument.Load(Path.ChangeExtension(file, ".svg")).Root!.Name.LocalName);
        }
    }

    [Fact]
    public void Charts_without_data_are_not_made()
    {
        using var folder = new TemporaryFolder();
        var plain = new ScenarioResult(MadeUpResults.Facts(1), [MadeUpResults.Plain("take-over", 1, MadeUpResults.Download(40))]);

        Assert.Equal(["comparison"], ChartFiles.Pages(plain).Select(page => page.Name));
        Assert.Empty(ChartFiles.Write(new ScenarioResult(MadeUpResults.Facts(1), []), folder["nothing"]));
        Assert.False(Directory.Exists(folder["nothing"]));
    }

    [Fact]
    public void Requests_whose_goodput_is_their_own_pace_are_compared_by_completion_time()
    {
        static FlowResult Requests(double seconds, double goodput) => MadeUpResults.Download(goodput) with { CompletionTime = Duration.FromSeconds(seconds) };
        static string Chart(params FlowResult[] flows)
        {
            using var folder = new TemporaryFolder();
            ChartFiles.Write(new ScenarioResult(MadeUpResults.Facts(1), [.. flows.Select((flow, index) => MadeUpResults.Plain(MadeUpResults.Variants[index], 1, flow))]), folder.Path);
            return string.Concat(XDocument.Load(folder[Path.Combine(ChartFiles.FolderName, "comparison.svg")]).Descendants().Where(node => node.Name.LocalName == "text").Select(node => node.Value + "\n"));
        }

        string requests = Chart(Requests(0.086, 0.01), Requests(0.164, 0.01));
        Assert.Contains("Completion time (s)", requests, StringComparison.Ordinal);
        Assert.Contains("0.164", requests, StringComparison.Ordinal);

        // A file takes as long as its goodput says, and transfers that do not end have no time.
        Assert.Contains("Goodput (Mbit/s)", Chart(Requests(4, 20), Requests(8, 10)), StringComparison.Ordinal);
        Assert.Contains("Goodput (Mbit/s)", Chart(Requests(0.086, 0.01), MadeUpResults.Download(0.01)), StringComparison.Ordinal);
    }

    [Fact]
    public void Links_without_a_trace_have_no_capacity_chart() =>
        Assert.DoesNotContain(ChartFiles.Pages(MadeUpResults.Scenario(runs: 1, traced: false)), page => page.Name.StartsWith("capacity", StringComparison.Ordinal));

    [Fact]
    public void Same_results_give_the_same_bytes()
    {
        using var folder = new TemporaryFolder();
        IReadOnlyList<string> first = ChartFiles.Write(MadeUpResults.Scenario(runs: 2), folder["a"]);
        IReadOnlyList<string> second = ChartFiles.Write(MadeUpResults.Scenario(runs: 2, shuffled: true), folder["b"]);

        foreach ((string one, string other) in first.Zip(second))
            Assert.Equal(File.ReadAllBytes(one), File.ReadAllBytes(other));
    }

    [Fact]
    public void A_path_has_one_colour_in_all_charts()
    {
        ChartPage[] pages = ChartFiles.Pages(MadeUpResults.Scenario(runs: 1)).ToArray();

        Assert.Equal(
            [Palette.Orange],
            pages.SelectMany(page => page.Legend).Where(entry => entry.Label.EndsWith("wlan", StringComparison.Ordinal)).Select(entry => entry.Color).Distinct());
    }

    [Fact]
    public void Comparison_shows_differences_to_the_first_variant_where_there_are_pairs()
    {
        using var folder = new TemporaryFolder();
        ChartPage Comparison(int runs) => ChartFiles.Pages(MadeUpResults.Scenario(runs)).First();

        Assert.Contains("the difference to 'take-over' in runs of the same seed", Comparison(5).Subtitle, StringComparison.Ordinal);
        Assert.DoesNotContain("difference", Comparison(1).Subtitle, StringComparison.Ordinal);
        string drawn = string.Concat(XDocument.Load(Comparison(5).Save(folder.Path)[1]).Descendants().Where(node => node.Name.LocalName == "text").Select(node => node.Value));
        Assert.Contains("−", drawn, StringComparison.Ordinal);
    }

    [Fact]
    public void Time_axes_have_units_in_every_picture()
    {
        using var folder = new TemporaryFolder();
        foreach (string file in ChartFiles.Write(MadeUpResults.Scenario(runs: 1), folder.Path).Where(file => file.EndsWith(".svg", StringComparison.Ordinal)))
        {
            string text = string.Concat(XDocument.Load(file).Descendants().Where(node => node.Name.LocalName == "text").Select(node => node.Value));
            Assert.Matches(@"\((s|Mbit/s)\)", text);
        }
    }

    [Fact]
    public void Variants_whose_names_differ_in_marks_alone_have_a_file_each()
    {
        IReadOnlyList<RunResult> runs = MadeUpResults.Scenario(runs: 1).Runs;
        ScenarioFacts facts = MadeUpResults.Facts(1) with { Variants = [new VariantFacts("a b", []), new VariantFacts("a-b", [])] };
        var result = new ScenarioResult(facts, [runs[0] with { Variant = "a b" }, runs[1] with { Variant = "a-b" }]);

        string[] names = [.. ChartFiles.Pages(result).Select(page => page.Name)];

        Assert.Contains("subflows-a-b", names);
        Assert.Contains("subflows-a-b-2", names);
        Assert.Equal(names.Distinct(), names);
    }

    [Fact]
    public void Many_charts_of_a_kind_are_counted_and_few_are_named() => Assert.Equal(
        ["comparison", "goodput-over-time-a", "goodput-over-time-b", "subflows-… (4)", "proxy-load"],
        ChartFiles.Told(["x/comparison.png", "x/comparison.svg", "x/goodput-over-time-a.png", "x/goodput-over-time-b.png", .. "pqrs".Select(letter => $"x/subflows-{letter}.png"), "x/proxy-load.png"]));

    [Theory]
    [InlineData("no proxy", "subflows-no-proxy")]
    [InlineData("Über 40 ms / β", "subflows-ber-40-ms")]
    public void File_names_are_plain(string variant, string name) => Assert.Equal(name, ChartFiles.NameOf("subflows", variant));

    [Fact]
    public void Capacity_of_a_direction_is_not_charged_with_flows_of_the_other_one()
    {
        var samples = new SampleTable();
        int capacity = samples.Announce(EntityNames.Link("lte", "down"), SampleMetrics.Capacity, "Mbit/s");
        int acknowledgements = samples.Announce(EntityNames.Link("lte", "down"), SampleMetrics.Rate, "Mbit/s");
        int upload = samples.Announce(EntityNames.FlowPath("upload", "lte"), SampleMetrics.Goodput, "Mbit/s");
        for (int step = 1; step <= 100; step++)
        {
            samples.Add(Instant.FromSeconds(step * 0.1), capacity, 20);
            samples.Add(Instant.FromSeconds(step * 0.1), acknowledgements, 0.2);
            samples.Add(Instant.FromSeconds(step * 0.1), upload, 8);
        }

        RunResult run = MadeUpResults.Plain("take-over", 1, MadeUpResults.Download(8) with { Flow = "upload" }) with { Samples = samples };

        Assert.DoesNotContain(
            ChartFiles.Pages(new ScenarioResult(MadeUpResults.Facts(1), [run])),
            page => page.Name.StartsWith("capacity", StringComparison.Ordinal));
    }
}
