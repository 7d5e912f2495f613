using Mpsim.Models.Mptcp.Coupling;
using Mpsim.Models.Tcp.Congestion;

namespace Mpsim.Models.Tests.Tcp.Congestion;

public sealed class CongestionControlsTests
{
    [Fact]
    public void Every_name_finds_an_algorithm_that_calls_itself_so()
    {
        Assert.All(CongestionControls.Names, name =>
            Assert.Equal(name, CongestionControls.Find(name)!.Create(CongestionOptions.Default).Name));
        Assert.All(CoupledCongestionControls.Names, name =>
            Assert.Equal(name, CoupledCongestionControls.Find(name)!.Create(CongestionOptions.Default).Join().Name));
    }

    [Fact]
    public void Reno_is_taken_for_newreno()
    {
        Assert.Equal("newreno", CongestionControls.Find("reno")!.Name);
        Assert.Equal("newreno", CoupledCongestionControls.Find("reno")!.Name);
    }

    [Fact]
    public void Unknown_names_and_coupled_ones_without_mptcp_are_not_found()
    {
        Assert.Null(CongestionControls.Find("vegas"));
        Assert.Null(CongestionControls.Find("lia"));
        Assert.Null(CoupledCongestionControls.Find("vegas"));
    }

    [Fact]
    public void Uncoupled_subflows_do_not_share_a_control()
    {
        var connection = CoupledCongestionControls.Find("cubic")!.Create(CongestionOptions.Default);
        Assert.NotSame(connection.Join(), connection.Join());
    }
}
