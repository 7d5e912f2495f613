using Mpsim.Results;

namespace Mpsim.Sim.Tests.Results;

public sealed class EntityNamesTests
{
    [Fact]
    public void Names_are_taken_apart_as_they_were_put_together()
    {
        Assert.True(EntityNames.TryReadFlowPath(EntityNames.FlowPath("down/load", "lte"), out string flow, out string path));
        Assert.Equal(("down/load", "lte"), (flow, path));
        Assert.True(EntityNames.TryReadLink(EntityNames.Link("lte", "down"), out string link, out string direction));
        Assert.Equal(("lte", "down"), (link, direction));
        Assert.True(EntityNames.TryReadSubflow(EntityNames.Subflow("download", 2, "wlan"), out flow, out string number, out path));
        Assert.Equal(("download", "2", "wlan"), (flow, number, path));
    }

    [Fact]
    public void Names_of_other_kinds_are_not_mistaken()
    {
        Assert.False(EntityNames.TryReadFlowPath(EntityNames.Flow("download"), out _, out _));
        Assert.False(EntityNames.TryReadLink(EntityNames.Flow("download"), out _, out _));
        Assert.False(EntityNames.TryReadSubflow(EntityNames.Link("lte", "down"), out _, out _, out _));
    }
}
