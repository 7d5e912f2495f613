using Mpsim.Models.Network;
using Mpsim.Models.Units;
using Mpsim.Traces;

namespace Mpsim.Sim.Tests.Traces;

public sealed class RateTraceFileTests
{
    private static readonly RateColumns _columns = new() { Rate = "mbps", Unit = RateUnit.MegabitPerSecond, Time = "seconds" };

    [Fact]
    public void Rows_hold_until_the_next_and_the_last_as_long_as_the_one_before_it()
    {
        // 1 Mbit/s for 2 s, 3 Mbit/s for 1 s, 5 Mbit/s for 1 s, and again.
        var schedule = Read("seconds,mbps\n10,1\n12,3\n13,5.0\n", _columns);

        Assert.Equal(2_000_000, schedule.CapacityBits(Instant.Zero, Instant.FromSeconds(2)));
        Assert.Equal(10_000_000, schedule.CapacityBits(Instant.Zero, Instant.FromSeconds(4)));
        Assert.Equal(11_000_000, schedule.CapacityBits(Instant.Zero, Instant.FromSeconds(5)));
    }

    [Theory]
    [InlineData(RateUnit.BitPerSecond, 8)]
    [InlineData(RateUnit.KilobitPerSecond, 8_000)]
    [InlineData(RateUnit.MegabitPerSecond, 8_000_000)]
    public void Column_is_found_by_name_and_read_in_its_unit(RateUnit unit, long bits)
    {
        var columns = new RateColumns { Rate = "DL bitrate", Unit = unit, Interval = Duration.FromSeconds(2) };
        var schedule = Read("Timestamp,\"DL bitrate\",State\n2020.01.16_12.10.03,4,D\n2020.01.16_12.10.03,0,\"D,x\"\n", columns);

        Assert.Equal(bits, schedule.CapacityBits(Instant.Zero, Instant.FromSeconds(4)));
        Assert.Equal(bits, schedule.CapacityBits(Instant.FromSeconds(4), Instant.FromSeconds(6)));
    }

    [Theory]
    [InlineData("", 1, "empty")]
    [InlineData("seconds,kbps\n0,1\n", 1, "no column 'mbps'; the columns are seconds, kbps")]
    [InlineData("mbps\n1\n", 1, "no column 'seconds'")]
    [InlineData("seconds,mbps\n0,1\n1,fast\n", 3, "'fast' in column 'mbps' is not a number")]
    [InlineData("seconds,mbps\n0,1\n1\n", 3, "'' in column 'mbps' is not a number")]
    [InlineData("seconds,mbps\n0,-1\n", 2, "'-1' in column 'mbps'")]
    [InlineData("seconds,mbps\n0,NaN\n", 2, "'NaN' in column 'mbps'")]
    [InlineData("seconds,mbps\n0,1\n0,2\n", 3, "does not ascend")]
    [InlineData("seconds,mbps\n0,0\n1,0\n", 3, "no row has a rate greater than zero")]
    [InlineData("seconds,mbps\n", 1, "no row has a rate")]
    [InlineData("seconds,mbps\n0,\"1\n1,2\n", 2, "in column 'mbps' is not a number")]
    public void Malformed_table_is_refused_with_its_place(string text, int line, string problem)
    {
        var error = Assert.Throws<TraceFormatException>(() => Read(text, _columns));

        Assert.Equal(line, error.Line);
        Assert.Equal("x.csv", error.File);
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
    }

    private static RateSchedule Read(string text, RateColumns columns) => RateTraceFile.Read(new StringReader(text), "x.csv", columns);
}
