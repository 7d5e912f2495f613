using Mpsim.Benchmarking;
using Mpsim.Models.Units;

namespace Mpsim.Sim.Tests.Benchmarking;

/// <summary>What connections hold in memory. Runs when no other test does, because the heap belongs to all of them.</summary>
[Collection(nameof(MemoryTests))]
[CollectionDefinition(nameof(MemoryTests), DisableParallelization = true)]
public sealed class MemoryTests
{
    /// <summary>A tenth of w3: as many connections for as much rate.</summary>
    [Fact]
    public void Connection_holds_less_than_eight_kibibytes_beside_data_in_flight()
    {
        var rate = new DataRate(1_000_000_000);
        var size = BulkSize.All.Single(each => each.Name == "w3") with { Connections = 2000, First = rate, Second = rate, QueuePackets = 1000 };

        var measured = Measurement.Of(size, Duration.FromSeconds(3));

        // The lower bound says that something was measured: two ends with two subflows each.
        Assert.InRange(measured.MemoryPerConnection, 4 * 1024, 8 * 1024);
    }
}
