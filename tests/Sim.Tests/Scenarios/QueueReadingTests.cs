using Mpsim.Models.Units;
using Mpsim.Scenarios;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Sim.Tests.Scenarios;

public class QueueReadingTests
{
    [Fact]
    public void Mapping_names_a_discipline_and_its_parameters()
    {
        var queue = QueueOf("{ discipline: fq-codel, limit: 1000 packets, target: 6 ms, interval: 80 ms, ecn: true }");

        Assert.Equal(("fq-codel", true), (queue.Discipline, queue.Ecn));
        Assert.Equal(new QueueLimit(1000, InPackets: true), queue.Limit);
        Assert.Equal(Duration.FromMilliseconds(6), queue.Target);
        Assert.Equal(Duration.FromMilliseconds(80), queue.Interval);
    }

    [Fact]
    public void Directions_may_have_disciplines_of_their_own()
    {
        var link = Read("{ up: { discipline: codel }, down: 50 packets }").Plan!.Base.Link("lte");

        Assert.Equal("codel", link.Up.Queue.Discipline);
        Assert.Equal("drop-tail", link.Down.Queue.Discipline);
        Assert.Equal(new QueueLimit(50, InPackets: true), link.Down.Queue.Limit);
    }

    [Fact]
    public void Override_of_the_discipline_keeps_the_limit_that_was_written_short()
    {
        var dotted = SampleScenario.Read(SampleScenario.Text, "links.lte.queue.discipline=codel").Plan!.Base.Link("lte").Down.Queue;

        Assert.Equal("codel", dotted.Discipline);
        Assert.Equal(new QueueLimit(400, InPackets: true), dotted.Limit);
    }

    [Theory]
    [InlineData("{ discipline: codle }", "links.lte.queue.discipline", "codel")]
    [InlineData("{ discipline: codel, burst: 100 ms }", "links.lte.queue.burst", null)]
    [InlineData("{ discipline: red, min: 50 packets, max: 20 packets }", "links.lte.queue.max", null)]
    [InlineData("{ discipline: red, min: 5 kB }", "links.lte.queue.max", null)]
    [InlineData("{ target: 5 ms }", "links.lte.queue.target", null)]
    [InlineData("{ disciplin: red }", "links.lte.queue.disciplin", "discipline")]
    public void Mistake_is_located(string queue, string path, string? nearest)
    {
        var error = Assert.Single(Read(queue).Errors);

        Assert.Equal((path, nearest), (error.KeyPath, error.Nearest));
    }

    [Fact]
    public void Manifest_has_what_the_discipline_reads_and_nothing_else()
    {
        var parameters = ResolvedParameters.Of(Read("{ discipline: pie }").Plan!.Base).ToDictionary();

        Assert.Equal("pie", parameters["links.lte.down.queue.discipline"]);
        Assert.Equal("15 ms", parameters["links.lte.down.queue.target"]);
        Assert.Equal("150 ms", parameters["links.lte.down.queue.burst"]);
        Assert.DoesNotContain("links.lte.down.queue.interval", parameters.Keys);
    }

    private static QueuePlan QueueOf(string queue) => Read(queue).Plan!.Base.Link("lte").Down.Queue;

    private static ScenarioReading Read(string queue) => SampleScenario.Read(SampleScenario.Text.Replace("queue: 400 packets", $"queue: {queue}", StringComparison.Ordinal));
}
