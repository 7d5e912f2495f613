using Mpsim.Models.Units;
using Mpsim.Results;
using Mpsim.Scenarios;
using Mpsim.Scenarios.Plan;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

public class PopulationTests
{
    private const string Text = """
        name: Population
        duration: 20 s
        nodes:
          gateway: { kind: proxy, mode: take-over }
          server:  { kind: server }
        links:
          core: { between: [gateway, server], rate: 1 Gbit/s, delay: 10 ms, queue: 1000 packets }
        population:
          subscribers: 400
          attach: gateway
          classes:
            homes:
              share: 75 %
              mptcp_share: 60 %
              access:
                dsl: { rate: { down: { uniform: [5 Mbit/s, 15 Mbit/s] }, up: 2 Mbit/s }, delay: 12 ms }
                lte: { share: 50 %, rate: 20 Mbit/s, delay: 30 ms }
            businesses:
              share: 25 %
              access:
                fibre: { rate: { cdf: { 50 Mbit/s: 50 %, 100 Mbit/s: 100 % } }, delay: 5 ms }
        flows:
          web:     { from: server, to: homes, transfer: request-response, response: 50 kB, arrivals: { poisson: 6 per minute } }
          backups: { from: businesses, to: server, size: 200 kB, arrivals: { every: 10 s } }
        """;

    private static string With(string old, string replacement)
    {
        Assert.Contains(old, Text, StringComparison.Ordinal);
        return Text.Replace(old, replacement, StringComparison.Ordinal);
    }

    [Fact]
    public void Rates_of_arrivals_are_those_of_each_subscriber()
    {
        var run = Run(Text);

        // 300 homes, 6 per minute, 20 s: a Poisson number with mean 600 and standard deviation 25.
        Assert.InRange(Flow(run, "web").ConnectionsCompleted, 525, 675);

        // 100 businesses, at 0 and at 10 s each, the last of them shortly before 20 s.
        Assert.Equal(200, run.Events.Count(logged => logged.Kind == "connection-opened" && logged.Entity.StartsWith("flow/backups", StringComparison.Ordinal)));
        Assert.Equal(0, Flow(run, "web").ConnectionsAborted + Flow(run, "backups").ConnectionsAborted);
    }

    [Fact]
    public void Regular_openings_go_round_all_subscribers()
    {
        var owners = OpenersOf(Run(With("mptcp_share: 60 %", "mptcp_share: 0 %")), "100.68.");

        Assert.Equal(100, owners.Distinct().Count());
        Assert.All(owners.GroupBy(owner => owner), each => Assert.Equal(2, each.Count()));
    }

    [Fact]
    public void Part_of_the_class_speaks_mptcp_and_part_of_it_has_the_second_access()
    {
        var homes = OpenersOf(Run(With("{ poisson: 6 per minute }", "{ every: 20 s }")), "100.64.");

        // 300 homes with a chance of 60 %: the standard deviation is 8.5. Of these every second has LTE to join by.
        Assert.Equal(homes.Length, homes.Distinct().Count());
        Assert.InRange(homes.Length, 155, 205);
        Assert.Equal(homes.Length, OpenersOf(Run(With("{ poisson: 6 per minute }", "{ every: 20 s }").Replace("lte: { share: 50 %", "lte: { share: 100 %", StringComparison.Ordinal)), "100.64.").Length);
    }

    [Fact]
    public void Share_of_an_access_shows_in_the_data_it_carries()
    {
        var larger = With("response: 50 kB", "response: 400 kB");
        var none = Share(larger.Replace("share: 50 %", "share: 0 %", StringComparison.Ordinal), "lte");
        var half = Share(larger, "lte");
        var all = Share(larger.Replace("share: 50 %", "share: 100 %", StringComparison.Ordinal), "lte");

        Assert.Equal(0, none);
        Assert.InRange(half, 0.3 * all, 0.7 * all);
        Assert.True(all > 0.05);
    }

    [Fact]
    public void Another_number_of_subscribers_leaves_the_first_ones_as_they_are()
    {
        string[] few = [.. OpenersOf(Run(With("subscribers: 400", "subscribers: 40").Replace("{ poisson: 6 per minute }", "{ every: 20 s }", StringComparison.Ordinal)), "100.64.")];
        string[] many = [.. OpenersOf(Run(With("{ poisson: 6 per minute }", "{ every: 20 s }")), "100.64.")];

        Assert.NotEmpty(few);
        Assert.Equal(few.Order(), many.Where(owner => int.Parse(owner.Split('.')[3]) <= 30 && owner.Split('.')[2] == "0").Order());
    }

    [Fact]
    public void Parallel_connections_are_of_one_subscriber()
    {
        var owners = OpenersOf(Run(With("{ every: 10 s }", "{ poisson: 6 per minute }, connections: 3").Replace("mptcp_share: 60 %", "mptcp_share: 0 %", StringComparison.Ordinal)), "100.68.");

        Assert.True(owners.Length > 90);
        Assert.All(owners.Chunk(3), page => Assert.Single(page.Distinct()));
    }

    [Fact]
    public void Same_seed_gives_the_same_run_and_another_does_not()
    {
        Assert.Equal(Run(Text).Fingerprint, Run(Text).Fingerprint);
        Assert.NotEqual(Run(Text).Fingerprint, SmallScenario.Make(SampleScenario.Plan(Text), seed: 2).Run().Fingerprint);
    }

    [Theory]
    [InlineData("subscribers: 400", "subscribers: 0", "population.subscribers", "not a whole number", null)]
    [InlineData("attach: gateway", "attach: gatway", "population.attach", "no node 'gatway'", "gateway")]
    [InlineData("attach: gateway", "attach: server", "population.attach", "passes no packets on", null)]
    [InlineData("  attach: gateway\n", "", "population.attach", "'attach' is missing", null)]
    [InlineData("share: 25 %", "share: 35 %", "population.classes", "add up to 110 %", null)]
    [InlineData("share: 25 %", "share: 15 %", "population.classes", "add up to 90 %", null)]
    [InlineData("dsl: { rate", "dsl: { share: 90 %, rate", "population.classes.homes.access.dsl.share", "everybody has", null)]
    [InlineData("{ uniform: [5 Mbit/s, 15 Mbit/s] }", "{ uniform: [15 Mbit/s, 5 Mbit/s] }", "population.classes.homes.access.dsl.rate.down.uniform", "smaller than the first", null)]
    [InlineData("50 Mbit/s: 50 %", "50 Mbit/s: 100 %", "population.classes.businesses.access.fibre.rate.cdf.100 Mbit/s", "not above the one before", null)]
    [InlineData("100 Mbit/s: 100 %", "100 Mbit/s: 90 %", "population.classes.businesses.access.fibre.rate.cdf", "not at 100 %", null)]
    [InlineData("50 Mbit/s: 50 %", "50 Mb/s: 50 %", "population.classes.businesses.access.fibre.rate.cdf.50 Mb/s", "'Mb/s' is not a unit", "50 Mbit/s")]
    [InlineData("{ rate: { cdf: { 50 Mbit/s: 50 %, 100 Mbit/s: 100 % } }, delay", "{ delay", "population.classes.businesses.access.fibre.rate", "'rate' is missing", null)]
    [InlineData("mptcp_share: 60 %", "mptcp_shar: 60 %", "population.classes.homes.mptcp_shar", "unknown key", "mptcp_share")]
    [InlineData("to: homes", "to: home", "flows.web.to", "no node 'home'", "homes")]
    [InlineData("from: server, to: homes", "from: businesses, to: homes", "flows.web.to", "both ends are classes", null)]
    [InlineData("size: 200 kB", "size: 200 kB, opened_by: server", "flows.backups.opened_by", "open their connections themselves", null)]
    [InlineData("size: 200 kB", "size: { cdf: { 1 kB: 50 % } }", "flows.backups.size.cdf", "not at 100 %", null)]
    public void Mistake_is_located(string old, string replacement, string path, string message, string? nearest)
    {
        var error = SampleScenario.OnlyError(SampleScenario.Read(With(old, replacement)));

        Assert.Equal(path, error.KeyPath);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(nearest, error.Nearest);
    }

    [Fact]
    public void Override_goes_into_what_was_written_short()
    {
        var homes = SampleScenario.Plan(Text, "population.classes.homes.access.lte.rate.down=5 Mbit/s", "population.classes.homes.mptcp.scheduler=round-robin").Base.Class("homes")!;

        Assert.Equal((new ConstantRate(new DataRate(5_000_000)), new ConstantRate(new DataRate(20_000_000))), (homes.Accesses[1].Down, homes.Accesses[1].Up));
        Assert.Equal(("round-robin", true), (homes.Template.Mptcp.Scheduler, homes.Template.Mptcp.Enabled));
    }

    [Fact]
    public void Class_with_the_name_of_a_node_is_refused()
    {
        var errors = SampleScenario.Read(With("businesses:", "server:")).Errors;

        Assert.Contains(errors, error => error.KeyPath == "population.classes.server" && error.Message.Contains("already the name of a node", StringComparison.Ordinal));
    }

    [Fact]
    public void Shares_come_to_whole_subscribers_and_the_manifest_has_all_that_was_given()
    {
        var plan = SampleScenario.Plan(With("subscribers: 400", "subscribers: 7")).Base;
        var parameters = ResolvedParameters.Of(plan).ToDictionary();

        Assert.Equal([5, 2], plan.Population.Select(group => group.Count));
        Assert.Equal(("7", "75 %"), (parameters["population.subscribers"], parameters["population.classes.homes.share"]));
        Assert.Equal("[5 Mbit/s, 15 Mbit/s]", parameters["population.classes.homes.access.dsl.down.rate.uniform"]);
        Assert.Equal("{ 50 Mbit/s: 50 %, 100 Mbit/s: 100 % }", parameters["population.classes.businesses.access.fibre.up.rate.cdf"]);
    }

    private static RunResult Run(string text) => SmallScenario.Make(SampleScenario.Plan(text)).Run();

    private static FlowResult Flow(RunResult run, string name) => run.Flows.Single(flow => flow.Flow == name);

    private static double Share(string text, string link) => Flow(Run(text), "web").Shares.Single(share => share.Path == link).Ratio;

    /// <summary>The addresses from which MPTCP sessions of a network were opened, as the proxy tells them.</summary>
    private static string[] OpenersOf(RunResult run, string network) =>
        [.. run.Events.Where(logged => logged.Kind == "session-taken-over" && logged.Detail.StartsWith(network, StringComparison.Ordinal)).Select(logged => logged.Detail.Split(':')[0])];
}
