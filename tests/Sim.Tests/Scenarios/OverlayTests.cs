using Mpsim.Scenarios.Plan;

namespace Mpsim.Sim.Tests.Scenarios;

public class OverlayTests
{
    [Theory]
    [InlineData("{ links.lte.rate: 5 Mbit/s }", 5, 5)]
    [InlineData("{ links: { lte: { rate: 5 Mbit/s } } }", 5, 5)]
    [InlineData("{ links: { lte.rate: 5 Mbit/s } }", 5, 5)]
    [InlineData("{ links.lte.rate.up: 5 Mbit/s }", 5, 20)]
    [InlineData("{ links.lte.down.rate: 5 Mbit/s }", 20, 5)]
    public void Variant_overrides_by_paths_and_by_nesting(string overrides, double up, double down)
    {
        var plan = SampleScenario.Plan(SampleScenario.Replace("{ nodes.gateway.kind: router }", overrides));

        var lte = plan.Variants[1].Link("lte");
        Assert.Equal((up, down), (lte.Up.Rate.MegabitsPerSecond, lte.Down.Rate.MegabitsPerSecond));
        Assert.Equal(20, plan.Base.Link("lte").Up.Rate.MegabitsPerSecond);
    }

    [Fact]
    public void Variant_can_turn_a_proxy_into_a_router_although_the_base_gives_it_a_mode()
    {
        var plan = SampleScenario.Plan(SampleScenario.Text);

        Assert.Equal(NodeKind.Router, plan.Variants[1].Node("gateway").Kind);
        Assert.Null(plan.Variants[1].Node("gateway").Proxy);
    }

    [Fact]
    public void Variant_can_reach_into_a_switch_and_keep_what_lies_in_a_mapping()
    {
        var into = SampleScenario.Plan(SampleScenario.Replace("nodes.gateway.kind: router", "nodes.phone.mptcp.scheduler: round-robin"));
        Assert.True(into.Variants[1].Node("phone").Mptcp.Enabled);
        Assert.Equal("round-robin", into.Variants[1].Node("phone").Mptcp.Scheduler);

        var over = SampleScenario.Plan(SampleScenario.Text, "nodes.phone.mptcp.scheduler=weighted", "nodes.phone.mptcp=true");
        Assert.Equal("weighted", over.Base.Node("phone").Mptcp.Scheduler);
    }

    [Fact]
    public void Null_removes_a_key()
    {
        var plan = SampleScenario.Plan(SampleScenario.Replace("{ nodes.gateway.kind: router }", "{ links.wlan: null, events: null }"));

        Assert.Equal(["lte", "core"], plan.Variants[1].Links.Select(link => link.Id));
        Assert.Empty(plan.Variants[1].Events);
    }

    [Fact]
    public void Entry_of_a_list_is_reached_by_its_number()
    {
        var plan = SampleScenario.Plan(SampleScenario.Replace("{ nodes.gateway.kind: router }", "{ events.0.at: 12 s }"));

        Assert.Equal(12, plan.Variants[1].Events[0].At.Seconds);
    }

    [Fact]
    public void Entry_of_a_list_that_is_not_there_is_a_mistake_at_its_number()
    {
        var reading = SampleScenario.Read(SampleScenario.Replace("events:\n  - { at: 10 s, link: wlan, state: down }\n", ""), "events.0.at=5 s");

        var error = SampleScenario.OnlyError(reading);
        Assert.Equal("events.0", error.KeyPath);
        Assert.Contains("there is no list 'events' here, and so no entry 0 of it", error.Message, StringComparison.Ordinal);
        Assert.Equal("0", error.SourceLine!.Substring(error.Column - 1, error.Length));
    }

    [Fact]
    public void Variant_can_add_nodes_links_and_flows()
    {
        var plan = SampleScenario.Plan(SampleScenario.Replace("{ nodes.gateway.kind: router }", """

                nodes.cache: { kind: server }
                links.edge: { between: [gateway, cache], rate: 1 Gbit/s }
                flows.local: { from: cache, to: phone }
            """));

        Assert.Equal(["lte", "wlan"], plan.Variants[1].Flow("local").Via);
    }

    [Fact]
    public void Command_line_sets_keys_of_the_base_and_so_of_its_variants()
    {
        var plan = SampleScenario.Plan(SampleScenario.Text, "links.lte.rate=7 Mbit/s", "seed=42", "nodes.phone.mptcp={ scheduler: round-robin }");

        Assert.All(plan.Variants, variant => Assert.Equal(7, variant.Link("lte").Down.Rate.MegabitsPerSecond));
        Assert.Equal(42UL, plan.Seed);
        Assert.Equal("round-robin", plan.Base.Node("phone").Mptcp.Scheduler);
    }

    [Fact]
    public void Run_cut_short_on_the_command_line_never_reaches_later_events()
    {
        var plan = SampleScenario.Plan(SampleScenario.Text, "duration=5 s");

        Assert.Equal(5, plan.Base.Duration.Seconds);
    }

    [Fact]
    public void Error_in_a_variant_points_at_the_override_and_names_the_variant()
    {
        var error = SampleScenario.OnlyError(SampleScenario.ReadWith("nodes.gateway.kind: router", "nodes.gateway.kind: ruter"));

        Assert.Equal((16, "nodes.gateway.kind", "no proxy", "router"), (error.Line, error.KeyPath, error.Variant, error.Nearest));
        Assert.Equal("ruter", error.SourceLine!.Substring(error.Column - 1, error.Length));
    }

    [Fact]
    public void Error_of_the_base_is_told_once_however_many_variants_inherit_it()
    {
        var error = SampleScenario.OnlyError(SampleScenario.ReadWith("delay: 40 ms", "delay: 40"));

        Assert.Null(error.Variant);
    }

    [Theory]
    [InlineData("links.lte.rat=5 Mbit/s", "links.lte.rat", 17, "rate")]
    [InlineData("links.lte.rate=5", "links.lte.rate", 22, "5 Mbit/s")]
    [InlineData("links.lte.rate", "links.lte.rate", 7, null)]
    [InlineData("=5", "", 7, null)]
    [InlineData("seed=", "seed", 7, null)]
    [InlineData("events.3.at=5 s", "events.3", 14, null)]
    [InlineData("links.ltee.rate=5 Mbit/s", "links.ltee", 13, "lte")]
    [InlineData("nodes.gatway.mptcp=true", "nodes.gatway", 13, "gateway")]
    [InlineData("links.wlna=null", "links.wlna", 13, "wlan")]
    [InlineData("links.lte.rate={", "", 0, null)]
    public void Error_in_an_override_points_into_the_command_line(string text, string keyPath, int column, string? nearest)
    {
        var error = SampleScenario.OnlyError(SampleScenario.Read(SampleScenario.Text, text));

        Assert.Equal(("command line", 1, keyPath, nearest), (error.File, error.Line, error.KeyPath, error.Nearest));
        Assert.True(column == 0 || column == error.Column, $"column {error.Column}");
    }
}
