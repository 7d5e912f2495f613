using Mpsim.Scenarios;

namespace Mpsim.Sim.Tests.Scenarios;

/// <summary>What changes nothing in any variant is told with its place and what would give it an effect.</summary>
public sealed class IdleInVariantTests
{
    /// <summary>What to replace in the sample, and the one warning that must come of it.</summary>
    public static TheoryData<string, string, string, string> Idle => new()
    {
        { "mode: take-over", "mode: forward, relay_buffer: 64 KiB", "nodes.gateway.relay_buffer", "passes every packet on and has no sessions" },
        { "mode: take-over", "mode: forward, mptcp: { scheduler: blest }", "nodes.gateway.mptcp", "passes every packet on" },
        { "mode: take-over", "mode: forward, tcp: { sack: false }", "nodes.gateway.tcp", "passes every packet on" },
        { "mode: take-over", "mode: forward, limits: [{ sessions_per_ue: 1 }]", "nodes.gateway.limits", "passes every packet on" },
        { "mode: take-over", "mode: forward, protection: { syn_backlog: 3 }", "nodes.gateway.protection", "passes every packet on" },
        { "mode: take-over", "mode: forward, costs: { cores: 2, session: 1 ms }", "nodes.gateway.costs.session", "no sessions that could take time" },
        { "mode: take-over", "mode: forward, standby: hot", "nodes.gateway.standby", "ends no sessions whose state" },
        { "mode: take-over", "while_down: forward", "nodes.gateway.while_down", "no event makes 'gateway' crash" },
        { "mode: take-over", "after_crash: forward", "nodes.gateway.after_crash", "no event makes 'gateway' crash" },
        { "mode: take-over", "standby: cold", "nodes.gateway.standby", "no event makes 'gateway' crash" },
        { "mode: take-over", "services: { convert_cookies: true }", "nodes.gateway.services.convert_cookies", "no flow addresses 'gateway' by Convert" },
        { "mode: take-over", "services: { socks_password: true }", "nodes.gateway.services.socks_password", "no flow addresses 'gateway' by SOCKS" },
        { "mode: take-over", "mss_clamp: 1460 B", "nodes.gateway.mss_clamp", "no host announces segments of more than 1460 B" },
        { "mptcp: true", "mptcp: true, tcp: { ecn: true }", "nodes.phone.tcp.ecn", "'phone' alone asks for ECN" },
        { "delay: 40 ms", "delay: 40 ms, jitter: 50 ms", "links.lte.jitter", "a jitter of 50 ms is more than the delay of 40 ms" },
        { "loss: 1 %", "loss: { up: 0 %, down: 100 % }", "links.wlan.loss", "nothing ever passes" },
        { "state: down }", "state: up }", "events.0.state", "'wlan' is up already" },
        { "state: down }", "state: down }\n  - { at: 10 s, link: wlan, state: up }", "events.1.at", "goes up and down at the same time, 10 s" },
        { "state: down }", "state: down }\n  - { at: 11 s, link: wlan, state: down, direction: up }", "events.1.state", "'wlan' is down already" },
        { "state: down }", "state: down }\n  - { at: 11 s, node: gateway, state: up }", "events.1.state", "no box of 'gateway' has crashed" },
        { "state: down }", "state: down }\n  - { at: 11 s, node: gateway, state: crash }\n  - { at: 12 s, node: gateway, state: crash }", "events.2.state", "no box of 'gateway' works" },
        { "state: down }", "state: down }\n  - { at: 11 s, node: gateway, state: crash }\n  - { at: 11 s, node: gateway, state: up }", "events.2.at", "at the same time, 11 s" },
    };

    [Theory]
    [MemberData(nameof(Idle))]
    public void Setting_or_event_without_effect_is_a_warning_at_its_key(string old, string replacement, string key, string message)
    {
        var reading = SampleScenario.Read(WithProxy(old, replacement));

        Assert.Empty(reading.Errors);
        var warning = Assert.Single(reading.Warnings);
        Assert.Equal(key, warning.KeyPath);
        Assert.Contains(message, warning.Message, StringComparison.Ordinal);
        Assert.False(string.IsNullOrEmpty(warning.Expected));
        Assert.StartsWith(key.Split('.')[^1], warning.SourceLine![(warning.Column - 1)..], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("mode: take-over", "mode: take-over, relay_buffer: 64 KiB, standby: hot")]
    [InlineData("mode: take-over", "mode: forward, costs: { cores: 2, forward: 3 us }, mss_clamp: 1200 B")]
    [InlineData("mptcp: true", "mptcp: true, proxy: convert")]
    [InlineData("delay: 40 ms", "delay: 40 ms, jitter: 40 ms")]
    [InlineData("loss: 1 %", "loss: 99 %")]
    [InlineData("state: down }", "state: down }\n  - { at: 11 s, link: wlan, state: up }\n  - { at: 11 s, link: lte, state: down }\n  - { at: 12 s, link: lte, state: down, signal: true }")]
    [InlineData("state: down }", "state: down, direction: up }\n  - { at: 10 s, link: wlan, state: down, direction: down }")]
    [InlineData("state: down }", "state: down }\n  - { at: 11 s, node: gateway, state: crash }\n  - { at: 12 s, node: gateway, state: up }")]
    public void Setting_or_event_with_an_effect_is_none(string old, string replacement)
    {
        var reading = SampleScenario.Read(WithProxy(old, replacement));

        Assert.Empty(reading.Errors);
        Assert.Empty(reading.Warnings);
    }

    [Fact]
    public void Setting_that_a_variant_has_a_use_for_is_none()
    {
        var text = WithProxy("mode: take-over", "mode: forward, relay_buffer: 64 KiB, while_down: forward, services: { convert_cookies: true }");
        Assert.Equal(3, SampleScenario.Read(text).Warnings.Count);

        text = text.Replace("variants:\n", "variants:\n  used: { nodes.gateway.mode: take-over, nodes.phone.proxy: convert, events: [{ at: 2 s, node: gateway, state: crash }] }\n", StringComparison.Ordinal);
        Assert.Empty(SampleScenario.Read(text).Warnings);
    }

    /// <summary>The sample with a part replaced, and a variant that has the proxy, too.</summary>
    private static string WithProxy(string old, string replacement) =>
        SampleScenario.Replace(old, replacement).Replace("no proxy: { nodes.gateway.kind: router }", "slow: { links.core.rate: 30 Mbit/s }", StringComparison.Ordinal);

    [Theory]
    [InlineData("kind: token-guess", "mptcp: true", null)]
    [InlineData("kind: token-guess", "mptcp: false", "attacks.harm.kind: no flow speaks MPTCP")]
    [InlineData("kind: blind-reset, sees: wlan", "mptcp: false", null)]
    [InlineData("kind: bad-hmac, sees: wlan", "mptcp: true", null)]
    [InlineData("kind: bad-hmac, sees: lte", "mptcp: true", "attacks.harm.sees: no join of a flow passes 'lte'")]
    [InlineData("kind: replay, sees: core", "mptcp: true", "attacks.harm.sees: no join of a flow passes 'core'")]
    [InlineData("kind: forged-address, sees: lte", "mptcp: true", null)]
    [InlineData("kind: forged-address, sees: core", "mptcp: true", "attacks.harm.sees: no session of a flow passes 'core'")]
    public void Attack_on_what_there_is_not_is_a_warning(string attack, string mptcp, string? warning)
    {
        var text = SampleScenario.Text
            .Replace("mptcp: true", mptcp, StringComparison.Ordinal)
            .Replace("nodes:\n", "nodes:\n  mallory: { kind: attacker }\n", StringComparison.Ordinal)
            .Replace("links:\n", "links:\n  air: { between: [mallory, gateway], rate: 10 Mbit/s }\n", StringComparison.Ordinal)
            .Replace("variants:\n  no proxy: { nodes.gateway.kind: router }\n", "attacks:\n  harm: { " + attack + ", from: mallory, flow: download, rate: 10 per second }\n", StringComparison.Ordinal);
        var reading = SampleScenario.Read(text);

        Assert.Empty(reading.Errors);
        Assert.Equal(warning is null ? 0 : 1, reading.Warnings.Count);
        Assert.StartsWith(warning ?? "", reading.Warnings.Select(each => $"{each.KeyPath}: {each.Message}").FirstOrDefault() ?? "", StringComparison.Ordinal);
    }
}
