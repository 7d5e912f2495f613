using Mpsim.Models.Units;
using Mpsim.Results;

namespace Mpsim.Sim.Tests.Results;

public sealed class SampleTableTests
{
    [Fact]
    public void Samples_come_back_in_the_order_of_adding()
    {
        var table = new SampleTable();
        int window = table.Announce("subflow/download/1/lte", "cwnd", "segments");
        int rate = table.Announce("link/lte/down", "rate", "Mbit/s");
        for (int i = 0; i < 1000; i++)
        {
            table.Add(new Instant(i), window, i);
            table.Add(new Instant(i), rate, -i);
        }

        Assert.Equal(2000, table.Count);
        Assert.Equal(new Sample(new Instant(700), "link/lte/down", "rate", -700, "Mbit/s"), table[1401]);
        Assert.Equal(999, table.Read(table.Series[0]).Values[^1]);
    }

    [Fact]
    public void A_series_announced_twice_keeps_its_number()
    {
        var table = new SampleTable();
        int first = table.Announce("flow/a", "goodput", "Mbit/s");
        table.Announce("flow/b", "goodput", "Mbit/s");

        Assert.Equal(first, table.Announce("flow/a", "goodput", "Mbit/s"));
        Assert.Equal(2, table.Series.Count);
    }

    [Fact]
    public void A_sample_of_an_unknown_series_is_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SampleTable().Add(Instant.Zero, 0, 1));
}
