using Mpsim.Models.Units;
using Mpsim.Traces;

namespace Mpsim.Sim.Tests.Traces;

public sealed class OpportunityTraceFileTests
{
    [Fact]
    public void Lines_are_opportunities_of_1500_bytes()
    {
        var schedule = OpportunityTraceFile.Read(new StringReader("0\n2\n2\n10\n"), "x.down");

        Assert.Equal(3 * 12_000, schedule.CapacityBits(Instant.Zero, new Instant(10_000_000)));
        Assert.Equal(400 * 12_000, schedule.CapacityBits(Instant.FromSeconds(5.005), Instant.FromSeconds(6.005)));
    }

    [Theory]
    [InlineData("1\n2\nx\n", 3, "'x' is not a time in whole milliseconds")]
    [InlineData("1\n-2\n", 2, "'-2' is not a time")]
    [InlineData("1.5\n", 1, "'1.5' is not a time")]
    [InlineData("5\n4\n", 2, "4 ms comes after 5 ms")]
    [InlineData("", 1, "ends at 0 ms")]
    [InlineData("0\n0\n", 2, "ends at 0 ms")]
    public void Malformed_trace_is_refused_with_its_place(string text, int line, string problem)
    {
        var error = Assert.Throws<TraceFormatException>(() => OpportunityTraceFile.Read(new StringReader(text), "x.down"));

        Assert.Equal(line, error.Line);
        Assert.StartsWith($"x.down:{line}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Missing_file_is_an_IOException() => Assert.ThrowsAny<IOException>(() => OpportunityTraceFile.Read("no-such-file.down"));
}
