using Mpsim.Models.Proxy;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Proxy;

public sealed class ProxyRuleTests
{
    private static readonly ProxyRule Any = new() { Name = "any", Treatment = SessionTreatment.TakeOver };
    private static readonly SessionRequest Request =
        new(new Endpoint(IpAddress.Of(10, 0, 0, 1), 40_000), new Endpoint(IpAddress.Of(192, 0, 2, 7), 443), ServerCapability.Unknown, 10, Instant.FromSeconds(5));

    [Fact]
    public void Rule_without_conditions_is_about_every_session() => Assert.True(Any.Matches(Request));

    [Theory]
    [InlineData("10.0.0.1", 32, true)]
    [InlineData("10.0.0.2", 32, false)]
    [InlineData("10.0.0.0", 8, true)]
    [InlineData("2001:db8::", 0, false)]
    public void Subscribers_are_told_by_their_addresses(string address, int length, bool matches)
    {
        Assert.True(IpAddress.TryParse(address, out var prefix));
        Assert.Equal(matches, (Any with { Subscribers = [new AddressPrefix(IpAddress.Of(10, 9, 9, 9), 32), new AddressPrefix(prefix, length)] }).Matches(Request));
    }

    [Theory]
    [InlineData(24, true)]
    [InlineData(30, false)]
    public void Servers_are_told_by_their_prefix(int length, bool matches) =>
        Assert.Equal(matches, (Any with { Servers = [new AddressPrefix(IpAddress.Of(192, 0, 2, 1), length)] }).Matches(Request));

    [Theory]
    [InlineData(443, 443, true)]
    [InlineData(1, 442, false)]
    [InlineData(444, 65535, false)]
    public void Applications_are_told_by_ports_of_the_server(ushort first, ushort last, bool matches) =>
        Assert.Equal(matches, (Any with { Ports = [(80, 80), (first, last)] }).Matches(Request));

    [Theory]
    [InlineData(10, null, true)]
    [InlineData(11, null, false)]
    [InlineData(null, 11, true)]
    [InlineData(null, 10, false)]
    public void Load_is_told_by_the_sessions_that_are_relayed(int? least, int? bound, bool matches) =>
        Assert.Equal(matches, (Any with { SessionsAtLeast = least, SessionsBelow = bound }).Matches(Request));

    [Theory]
    [InlineData(5, 6, true)]
    [InlineData(6, 7, false)]
    [InlineData(0, 5, false)]
    public void Rule_holds_from_its_begin_until_before_its_end(double from, double until, bool matches) =>
        Assert.Equal(matches, (Any with { From = Instant.FromSeconds(from), Until = Instant.FromSeconds(until) }).Matches(Request));

    [Fact]
    public void What_was_learnt_of_a_server_counts_for_its_time_and_for_its_port()
    {
        var cache = new CapabilityCache(Duration.FromSeconds(10));
        var other = new Endpoint(Request.Server.Address, 80);
        cache.Learn(Request.Server, true, Instant.FromSeconds(1));
        cache.Learn(other, false, Instant.FromSeconds(5));
        Assert.Equal((ServerCapability.Mptcp, ServerCapability.Tcp), (cache.Of(Request.Server, Instant.FromSeconds(11)), cache.Of(other, Instant.FromSeconds(11))));
        Assert.Equal((ServerCapability.Unknown, ServerCapability.Tcp), (cache.Of(Request.Server, Instant.FromSeconds(11.001)), cache.Of(other, Instant.FromSeconds(11.001))));
    }

    [Fact]
    public void First_rule_that_matches_decides_and_each_decision_is_counted()
    {
        var policy = new ProxyPolicy([Any with { Name = "none", SessionsBelow = 1 }, Any with { Name = "first", SessionsBelow = 20 }, Any with { Name = "second", SessionsBelow = 30 }]);
        Assert.Equal(("first", "first"), (policy.Decide(Request).Name, policy.Decide(Request).Name));
        Assert.Equal("second", policy.Decide(Request with { Sessions = 20 }).Name);
        Assert.Equal((SessionTreatment.Pass, "no rule"), (policy.Decide(Request with { Sessions = 30 }).Treatment, policy.Decide(Request with { Sessions = 30 }).Name));
        Assert.Equal("none: 0, first: 2, second: 1, no rule: 2", policy.Totals);
    }
}
