namespace Mpsim.Sim.Tests.Scenarios;

/// <summary>A pool is one thing though two balancers describe it.</summary>
public sealed class PoolReadingTests
{
    private const string Text = """
        name: Pool
        duration: 10 s
        nodes:
          phone: { kind: ue, mptcp: true }
          front: { kind: balancer, pool: { method: token, members: [{ proxy: one, drains: 5 s }, two] } }
          one: { kind: proxy }
          two: { kind: proxy, mode: take-over }
          back: { kind: balancer, pool: { faces: server, track: true, members: [{ proxy: one, drains: 5 s }, two] } }
          server: { kind: server }
        links:
          lte: { between: [phone, front], rate: 20 Mbit/s }
          f1: { between: [front, one], rate: 1 Gbit/s }
          f2: { between: [front, two], rate: 1 Gbit/s }
          b1: { between: [one, back], rate: 1 Gbit/s }
          b2: { between: [two, back], rate: 1 Gbit/s }
          core: { between: [back, server], rate: 1 Gbit/s }
        flows:
          download: { from: server, to: phone }
        """;

    [Fact]
    public void Pool_with_the_same_members_on_both_sides_is_sound()
    {
        var reading = SampleScenario.Read(Text);
        Assert.Empty(reading.Errors);
        Assert.Empty(reading.Warnings);
    }

    [Theory]
    [InlineData("nodes.front.pool.members=[]", "nodes.front.pool.members", "the pool has no members")]
    [InlineData("nodes.back.pool.members=[two, {proxy: one, drains: 5 s}]", "nodes.back.pool.members", "or in another order")]
    [InlineData("nodes.back.pool.members=[one, two]", "nodes.back.pool.members", "'one' begins, drains or goes at other times than at 'front'")]
    [InlineData("nodes.back.pool.faces=ue", "nodes.back.pool.faces", "'back' stands on the side of the servers")]
    [InlineData("nodes.front.pool.faces=server", "nodes.front.pool.faces", "'front' stands on the side of the UEs")]
    [InlineData("nodes.front.pool.members.1=three", "nodes.front.pool.members.1", "there is no proxy 'three'")]
    public void Sides_that_do_not_fit_are_an_error(string change, string key, string message)
    {
        var errors = SampleScenario.Read(Text, change).Errors;
        Assert.Contains(errors, error => error.KeyPath == key && error.Message.Contains(message, StringComparison.Ordinal) && error.Column > 0);
    }

    [Fact]
    public void Member_that_is_a_cpe_is_an_error() =>
        Assert.Contains(SampleScenario.Read(Text, "nodes.two.mode=cpe").Errors, error => error is { KeyPath: "nodes.front.pool.members.1" } && error.Message.Contains("is a CPE", StringComparison.Ordinal));

    [Fact]
    public void Member_that_only_forwards_or_goes_after_the_end_is_a_warning()
    {
        var text = Text.Replace("mode: take-over", "mode: forward", StringComparison.Ordinal).Replace("drains: 5 s", "drains: 50 s", StringComparison.Ordinal);
        var reading = SampleScenario.Read(text);
        Assert.Empty(reading.Errors);
        Assert.Equal(
            ["nodes.front.pool.members.0.drains", "nodes.front.pool.members.1", "nodes.back.pool.members.0.drains", "nodes.back.pool.members.1"],
            reading.Warnings.Select(warning => warning.KeyPath));
    }
}
