using Mpsim.Results;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Assembly;

/// <summary>UEs ask a proxy for sessions and subflows, and have what they are granted.</summary>
public class NegotiationTests
{
    private const string Text = """
        name: Negotiation
        duration: 3 s
        nodes:
          phone: { kind: ue, mptcp: true }
          gateway: { kind: proxy, provision: { delay: 2 ms, lifetime: 2 s, offers: [ { name: phones, subscribers: [phone] } ] } }
          server: { kind: server }
        links:
          wlan: { between: [phone, gateway], access: wlan, rate: 10 Mbit/s, delay: 10 ms, queue: 50 packets }
          lte:  { between: [phone, gateway], access: lte, rate: 10 Mbit/s, delay: 30 ms, queue: 100 packets }
          dsl:  { between: [phone, gateway], access: dsl, rate: 10 Mbit/s, delay: 15 ms, queue: 50 packets }
          core: { between: [gateway, server], rate: 1 Gbit/s, delay: 5 ms }
        flows:
          download: { from: server, to: phone, start: 100 ms, via: [wlan, lte, dsl] }
        """;

    private const string Subscriber = "nodes.phone.reserve={ requests: [ { level: subscriber, sessions: 1, subflows: 3 } ] }";

    private const string Session = "nodes.phone.reserve={ requests: [ { level: session, flows: [download], subflows: 3 } ] }";

    private const string Subflow = "nodes.phone.reserve={ requests: [ { level: subflow, link: lte }, { level: subflow, link: dsl } ] }";

    [Fact]
    public void Without_a_reservation_a_session_has_one_subflow_and_others_are_refused()
    {
        var run = Run();

        Assert.Equal(2, run.Flows[0].Sessions!.SubflowsRefused);
        Assert.InRange(run.Flows[0].ShareOf("wlan")!.Value, 0.999, 1);
        Assert.Null(run.Proxies[0].Provision!.TimeToGrant);
    }

    [Theory]
    [InlineData(Subscriber, "subscriber", 1)]
    [InlineData(Session, "session", 1)]
    [InlineData(Subflow, "subflow", 2)]
    public void Grant_comes_after_the_way_there_and_back_and_brings_all_accesses_into_use(string reserve, string level, int requests)
    {
        var run = Run(reserve);

        // Ten milliseconds of the way and two of the signalling, each way.
        Assert.Equal(24, run.Proxies[0].Provision!.TimeToGrant!.Value.Milliseconds);
        Assert.Equal([(level, requests, 0L, 0L)], run.Proxies[0].Provision!.Levels);
        Assert.Equal(0, run.Flows[0].Sessions!.SubflowsRefused);
        Assert.All(new[] { "wlan", "lte", "dsl" }, link => Assert.InRange(run.Flows[0].ShareOf(link)!.Value, 0.2, 0.45));
    }

    [Theory]
    [InlineData(Subscriber)]
    [InlineData(Session)]
    public void Partial_grant_leaves_an_access_unused_and_none_refused(string reserve)
    {
        var run = Run(reserve, "nodes.gateway.provision.subflows=2");

        Assert.Equal((0, 1, 0), Outcomes(run));
        Assert.Equal((0.0, 0), (run.Flows[0].ShareOf("dsl"), run.Flows[0].Sessions!.SubflowsRefused));
        Assert.InRange(run.Flows[0].ShareOf("lte")!.Value, 0.3, 0.6);
    }

    [Fact]
    public void Subflow_is_refused_on_one_access_and_granted_on_another()
    {
        var run = Run(Subflow, "nodes.gateway.provision.offers=[ { access: [dsl] } ]");

        Assert.Equal((1, 0, 1), Outcomes(run));
        Assert.Equal(0.0, run.Flows[0].ShareOf("lte"));
        Assert.InRange(run.Flows[0].ShareOf("dsl")!.Value, 0.3, 0.6);
    }

    [Fact]
    public void Refused_subscriber_has_what_is_not_reserved()
    {
        var run = Run(Subscriber, "nodes.gateway.provision.offers=[ { flows: [download] } ]", "nodes.gateway.provision.unreserved={ sessions: 0 }");

        Assert.Equal((0, 0, 1), Outcomes(run));
        Assert.Equal((0, 1), (run.Flows[0].Sessions!.TakenOver, run.Flows[0].Sessions!.Refused));
    }

    [Fact]
    public void Lost_request_is_repeated_until_it_is_answered()
    {
        var plan = SampleScenario.Plan(Text, Session, "nodes.gateway.provision.loss=40 %", "nodes.gateway.provision.repeat=60 ms");
        var runs = Enumerable.Range(1, 6).Select(run => SmallScenario.Make(plan, run: run).Run()).ToArray();

        // Six sendings within the three seconds; of 0.36 of them the answer arrives.
        Assert.InRange(runs.Count(run => run.Proxies[0].Provision!.TimeToGrant is not null), 5, 6);
        Assert.Contains(runs, run => run.Proxies[0].Provision!.TimeToGrant is { Milliseconds: > 24 + 54 } && run.Flows[0].ShareOf("dsl") > 0.1);
        Assert.All(runs, run => Assert.Equal(0, run.Flows[0].Sessions!.SubflowsRefused));
    }

    [Fact]
    public void Request_waits_while_no_access_works()
    {
        var run = Run(Subscriber, "nodes.gateway.provision.repeat=500 ms",
            "events=[ { at: 0 s, link: wlan, state: down }, { at: 0 s, link: lte, state: down }, { at: 0 s, link: dsl, state: down }, { at: 200 ms, link: lte, state: up } ]");

        // The repetition, a tenth earlier or later than half a second, goes by LTE.
        Assert.InRange(run.Proxies[0].Provision!.TimeToGrant!.Value.Milliseconds, 450 + 64, 550 + 64);
    }

    [Fact]
    public void What_another_gives_back_is_granted_with_the_next_refreshment()
    {
        var run = Run(Subscriber, "duration=6 s", "nodes.gateway.provision.subflows=4", "nodes.gateway.provision.offers=[ {} ]",
            "nodes.tablet={ kind: ue, reserve: { requests: [ { level: subscriber, sessions: 1, subflows: 2, until: 3 s } ] } }", "links.other={ between: [tablet, gateway], rate: 10 Mbit/s }");

        Assert.Contains(run.Events, e => e is { Kind: "provision-partly-granted", Detail: "phone: 1 session, 2 subflows of 1 session, 3 subflows, by offer 1" });
        Assert.Contains(run.Events, e => e.Kind == "provision-granted" && e.Detail.StartsWith("phone: 1 session, 3 subflows", StringComparison.Ordinal) && e.Time.Seconds is > 3 and < 4.1);
        Assert.InRange(run.Flows[0].ShareOf("dsl")!.Value, 0.1, 0.25);
    }

    /// <summary>What is reserved is one subflow of each session; the join that was held back takes the place of the one that was lost, and the session its way when it is lost in turn.</summary>
    [Theory]
    [InlineData("level: subscriber, sessions: 1, subflows: 1")]
    [InlineData("level: session, subflows: 1")]
    public void Subflow_that_is_held_back_takes_the_place_of_one_whose_access_is_lost(string request)
    {
        var run = Run($"nodes.phone.reserve={{ requests: [ {{ {request} }} ] }}", "duration=9 s", "flows.download.via=[wlan, lte]",
            "events=[ { at: 2 s, link: wlan, state: down, signal: true }, { at: 5 s, link: wlan, state: up, signal: true }, { at: 6 s, link: lte, state: down, signal: true } ]");

        Assert.InRange(run.Flows[0].ShareOf("lte")!.Value, 0.25, 0.6);
        Assert.InRange(run.Flows[0].GoodputMbps, 6, 9.5);
        Assert.Equal(0, run.Flows[0].Sessions!.SubflowsRefused);
    }

    [Theory]
    [InlineData("nodes.phone.reserve={ requests: [ { level: sesion, subflows: 2 } ] }", "nodes.phone.reserve.requests.0.level", "sesion")]
    [InlineData("nodes.phone.reserve={ requests: [ { level: session } ] }", "nodes.phone.reserve.requests.0", "asks for nothing")]
    [InlineData("nodes.phone.reserve={ requests: [ { level: subflow, link: lt } ] }", "nodes.phone.reserve.requests.0.link", "lt")]
    [InlineData("nodes.phone.reserve={ proxy: server, requests: [ { level: session, subflows: 2 } ] }", "nodes.phone.reserve.proxy", "server")]
    [InlineData("nodes.gateway.provision.offers=[ { subscribers: [fone] } ]", "nodes.gateway.provision.offers.0.subscribers.0", "fone")]
    [InlineData("nodes.gateway.standby=hot", "nodes.gateway.provision", "hot standby")]
    [InlineData("nodes.server.provision={ offers: [] }", "nodes.server.provision", "only a proxy")]
    public void Mistake_in_negotiation_is_located(string change, string path, string message)
    {
        var error = SampleScenario.OnlyError(SampleScenario.Read(Text, change));

        Assert.Equal(path, error.KeyPath);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Key_that_a_level_does_not_have_is_located()
    {
        var text = Text.Replace("{ kind: ue, mptcp: true }", "{ kind: ue, mptcp: true, reserve: { requests: [ { level: session, sessions: 1, subflows: 2 } ] } }", StringComparison.Ordinal);

        Assert.Equal("nodes.phone.reserve.requests.0.sessions", SampleScenario.OnlyError(SampleScenario.Read(text)).KeyPath);
    }

    private static (long Granted, long PartlyGranted, long Refused) Outcomes(RunResult run) =>
        (run.Proxies[0].Provision!.Levels.Sum(level => level.Granted), run.Proxies[0].Provision!.Levels.Sum(level => level.PartlyGranted), run.Proxies[0].Provision!.Levels.Sum(level => level.Refused));

    private static RunResult Run(params string[] overrides) => SmallScenario.Make(SampleScenario.Plan(Text, overrides)).Run();
}
