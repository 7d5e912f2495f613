using Mpsim.Models.Mptcp.Coupling;
using Mpsim.Models.Mptcp.Scheduling;
using Mpsim.Models.Proxy;
using Mpsim.Models.Tcp.Congestion;

namespace Mpsim.Models.Tests.Mptcp;

public sealed class AllocationTests
{
    [Theory]
    [InlineData("lowest-rtt", "lia", false)]
    [InlineData("weighted", "cubic", false)]
    [InlineData("round-robin", "lia", true)]
    [InlineData("redundant", "cubic", false)]
    [InlineData("blest", "cubic", false)]
    [InlineData("ecf", "cubic", false)]
    [InlineData("strict-priority", "cubic", false)]
    [InlineData("delay-threshold", "cubic", false)]
    [InlineData("linux", "cubic", false)]
    public void Steady_state_allocates_nothing(string scheduler, string congestion, bool throughProxy)
    {
        var sender = MptcpPair.Mptcp(2, change: s => s with
        {
            Scheduler = () => PacketSchedulers.Find(scheduler)!.Create(SchedulerOptions.Default),
            Congestion = () => CoupledCongestionControls.Find(congestion)!.Create(CongestionOptions.Default),
        });
        var proxy = throughProxy ? new ProxySettings { TowardUe = sender } : null;
        var pair = new MptcpPair([new(10, 10), new(50, 25)], sender, throughProxy ? null : sender, proxy);
        pair.Tap.Records = false;
        pair.ServerTap.Records = false;
        var (ue, _) = pair.Connect(0, 1L << 50);

        // By now every ring has grown to the size it needs.
        pair.RunUntil(60);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var read = ue.Read;
        pair.RunUntil(70);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.True(ue.Read - read > 50_000_000, $"{ue.Read - read}");
        Assert.Equal(0, allocated);
    }
}
