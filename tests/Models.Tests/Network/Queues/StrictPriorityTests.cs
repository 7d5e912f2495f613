using Mpsim.Models.Network;
using Mpsim.Models.Network.Queues;

namespace Mpsim.Models.Tests.Network.Queues;

public sealed class StrictPriorityTests
{
    private static readonly QueueOptions Options = new() { Limit = QueueLimit.OfPackets(2) };

    [Fact]
    public void Higher_class_leaves_first_and_each_in_order()
    {
        var bench = new DisciplineBench(new StrictPriority(Options));
        bench.In(0, 0);
        bench.In(0, 1, dscp: 46);
        bench.In(0, 2, dscp: 8);
        bench.In(0, 3, dscp: 46);
        bench.In(0, 4);

        Assert.Equal([1, 3, 2, 0, 4, -1], Enumerable.Range(0, 6).Select(_ => bench.Out(0)));
    }

    [Fact]
    public void Full_class_takes_no_room_from_another()
    {
        var bench = new DisciplineBench(new StrictPriority(Options));
        bench.In(0, 0);
        bench.In(0, 1);
        bench.In(0, 2);
        bench.In(0, 3, dscp: 46);

        Assert.Equal([2], bench.Dropped);
        Assert.Equal(3, bench.Out(0));
    }
}
