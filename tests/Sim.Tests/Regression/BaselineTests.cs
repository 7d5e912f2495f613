using Mpsim.Models.Units;
using Mpsim.Regression;
using Mpsim.Results;

namespace Mpsim.Sim.Tests.Regression;

public sealed class BaselineTests
{
    [Fact]
    public void Baseline_read_back_matches_the_result_it_came_from()
    {
        using var folder = new TemporaryFolder();
        string file = Baseline.FileIn(folder["baselines"], "scenarios/quickstart.yaml");
        ScenarioResult result = MadeUpResults.Scenario(runs: 3);
        Baseline.Of(result).Write(file);

        Assert.Equal(folder["baselines/quickstart.csv"], file);
        BaselineComparison comparison = BaselineComparison.Between(Baseline.Read(file)!, result, Tolerances.Default);
        Assert.False(comparison.HasBreach);
        Assert.All(comparison.Movements, movement => Assert.Equal(Verdict.Within, movement.Verdict));
        Assert.Empty(comparison.Sentences);
    }

    [Fact]
    public void Missing_baseline_is_none() => Assert.Null(Baseline.Read("no/such/file.csv"));

    [Fact]
    public void Figures_are_means_over_the_runs()
    {
        BaselineRow goodput = Baseline.Of(Of(MadeUpResults.Download(40), MadeUpResults.Download(42))).Rows
            .Single(row => row is { Metric: "goodput", Path: "" });

        Assert.Equal((41.0, "Mbit/s"), (goodput.Value, goodput.Unit));
    }

    [Fact]
    public void Shares_of_each_direction_are_held_where_subflows_are_steered()
    {
        FlowResult flow = MadeUpResults.Download(40) with { SharesUp = [new PathShare("lte", 0.5), new PathShare("wlan", 0.5)] };

        Assert.DoesNotContain(Baseline.Of(Of(flow)).Rows, row => row.Metric == "share_up");
        Assert.Contains(Baseline.Of(Of(flow with { Joins = new JoinCounts(0, 1, Duration.FromMilliseconds(1)) })).Rows, row => row is { Metric: "share_up", Path: "lte", Value: 50 });
    }

    [Fact]
    public void Of_a_proxy_without_a_cost_model_what_flows_do_not_tell_is_held()
    {
        var proxy = new ProxyResult { Proxy = "gateway", Sessions = new SessionCounts(1, 0, 0), SessionsPeak = 1, RelayPeak = 0, Selected = 3, Reports = new AccessReportResult(2, 0, 0, [("wlan", 7)]) };
        RunResult run = MadeUpResults.Plain("take-over", 1) with { Proxies = [proxy] };

        Assert.Equal(
            [("gateway", "misjudged_bytes", 7.0), ("gateway", "sessions_selected", 3.0)],
            Baseline.Of(new ScenarioResult(MadeUpResults.Facts(1), [run])).Rows.Select(row => (row.Flow, row.Metric, row.Value)));
    }

    [Fact]
    public void Update_replaces_the_file_as_a_whole()
    {
        using var folder = new TemporaryFolder();
        string file = folder["baselines/a.csv"];
        Baseline.Of(MadeUpResults.Scenario(runs: 2)).Write(file);
        Baseline.Of(Of(MadeUpResults.Download(40))).Write(file);

        Assert.Equal([file], Directory.GetFiles(folder["baselines"]));
        Assert.All(Baseline.Read(file)!.Rows, row => Assert.Equal("take-over", row.Variant));
    }

    [Fact]
    public void Fall_of_goodput_is_a_breach_and_the_sentence_names_the_path_that_moved_most()
    {
        BaselineComparison comparison = BaselineComparison.Between(
            Baseline.Of(Of(MadeUpResults.Download(50, 0.45))), Of(MadeUpResults.Download(47.95, 0.427)), Tolerances.Default);

        Assert.True(comparison.HasBreach);
        Assert.Equal(["take-over: goodput(download) fell 4.1 %: path lte −9.0 %, wlan −0.1 %"], comparison.Sentences);
        Movement goodput = comparison.Breaches[0];
        Assert.Equal(("goodput", "", Verdict.Moved), (goodput.Metric, goodput.Path, goodput.Verdict));
    }

    [Theory]
    [InlineData(49.1, false)]
    [InlineData(50.9, false)]
    [InlineData(48.9, true)]
    [InlineData(51.1, true)]
    public void Goodput_may_move_two_percent_either_way(double now, bool breach) =>
        Assert.Equal(breach, Compare(MadeUpResults.Download(50), MadeUpResults.Download(now), Tolerances.Default).HasBreach);

    [Theory]
    [InlineData(0.409, false)]
    [InlineData(0.415, true)]
    public void Share_may_move_one_point(double now, bool breach) =>
        Assert.Equal(breach, Compare(MadeUpResults.Download(50, 0.4), MadeUpResults.Download(50, now), Tolerances.Default).HasBreach);

    [Fact]
    public void Shift_of_shares_alone_has_its_own_sentence() =>
        Assert.Equal(
            ["take-over: share(download) shifted: path lte 40 % → 45 %, wlan 60 % → 55 %"],
            Compare(MadeUpResults.Download(50, 0.4), MadeUpResults.Download(50, 0.45), Tolerances.Default).Sentences);

    [Fact]
    public void Tolerance_of_a_scenario_replaces_the_default() =>
        Assert.False(Compare(MadeUpResults.Download(50), MadeUpResults.Download(46), Tolerances.Default.With("goodput", new Tolerance(0.1, 0))).HasBreach);

    [Fact]
    public void Transfer_that_no_longer_finishes_is_a_breach()
    {
        FlowResult finished = MadeUpResults.Download(50) with { CompletionTime = Duration.FromSeconds(12.5) };
        BaselineComparison comparison = Compare(finished, MadeUpResults.Download(50), Tolerances.Default);

        Assert.Equal(Verdict.Gone, Assert.Single(comparison.Breaches).Verdict);
        Assert.Equal(["take-over: completion_time(download) has no figure any more, it was 12.5 s"], comparison.Sentences);
    }

    [Fact]
    public void Figure_without_a_baseline_is_new_and_passes()
    {
        FlowResult finished = MadeUpResults.Download(50) with { CompletionTime = Duration.FromSeconds(12.5) };
        BaselineComparison comparison = Compare(MadeUpResults.Download(50), finished, Tolerances.Default);

        Assert.False(comparison.HasBreach);
        Assert.Contains(comparison.Movements, movement => movement is { Metric: "completion_time", Verdict: Verdict.New });
    }

    private static BaselineComparison Compare(FlowResult before, FlowResult now, Tolerances tolerances) =>
        BaselineComparison.Between(Baseline.Of(Of(before)), Of(now), tolerances);

    private static ScenarioResult Of(params FlowResult[] runs) =>
        new(MadeUpResults.Facts(runs.Length), runs.Select((flow, index) => MadeUpResults.Plain("take-over", index + 1, flow)));
}
