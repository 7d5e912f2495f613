using Mpsim.Models.Network;
using Mpsim.Models.Units;
using Mpsim.Traces;

namespace Mpsim.Sim.Tests.Traces;

public sealed class TraceSynthesisTests
{
    private static readonly Duration _minute = Duration.FromSeconds(60);
    private static readonly DataRate _mean = new(12_000_000);

    [Theory]
    [InlineData(TraceKind.Lte)]
    [InlineData(TraceKind.Nr)]
    public void Trace_has_its_mean_and_fades_well_below_and_above_it(TraceKind kind)
    {
        var schedule = Schedule(kind, Synthesize(kind, 1));

        Assert.InRange(schedule.CapacityBits(Instant.Zero, Instant.Zero + _minute) / 60.0, 0.97 * 12e6, 1.03 * 12e6);
        var seconds = Enumerable.Range(0, 60).Select(s => schedule.CapacityBits(Instant.FromSeconds(s), Instant.FromSeconds(s + 1)) / 12e6).ToArray();
        Assert.True(seconds.Min() < 0.6);
        Assert.InRange(seconds.Max(), 1.2, 4);
    }

    [Theory]
    [InlineData(TraceKind.Lte)]
    [InlineData(TraceKind.Nr)]
    [InlineData(TraceKind.Walk)]
    public void Same_seed_gives_the_same_trace_and_another_a_different_one(TraceKind kind)
    {
        Assert.Equal(Synthesize(kind, 7), Synthesize(kind, 7));
        Assert.NotEqual(Synthesize(kind, 7), Synthesize(kind, 8));
    }

    [Fact]
    public void Trace_lasts_as_long_as_asked_for()
    {
        Assert.EndsWith("\n60000\n", Synthesize(TraceKind.Lte, 1), StringComparison.Ordinal);
        Assert.StartsWith("59,", Synthesize(TraceKind.Nr, 1).Split('\n')[^2], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lte-synthetic.down", TraceKind.Lte, 60, 12_000_000)]
    [InlineData("nr-synthetic.csv", TraceKind.Nr, 120, 150_000_000)]
    [InlineData("walk-wlan.csv", TraceKind.Walk, 60, 24_000_000)]
    [InlineData("walk-lte.csv", TraceKind.Nr, 60, 18_000_000)]
    public void Shipped_trace_is_what_seed_1_gives(string file, TraceKind kind, int seconds, long meanRate)
    {
        var writer = new StringWriter();
        TraceSynthesis.Write(kind, 1, Duration.FromSeconds(seconds), new DataRate(meanRate), writer);

        Assert.Equal(File.ReadAllText(Path.Combine(RepositoryRoot(), "scenarios", "traces", file)), writer.ToString());
    }

    [Fact]
    public void Arguments_out_of_range_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => TraceSynthesis.Write(TraceKind.Lte, 1, Duration.Zero, _mean, TextWriter.Null));
        Assert.Throws<ArgumentOutOfRangeException>(() => TraceSynthesis.Write(TraceKind.Nr, 1, _minute, new DataRate(0), TextWriter.Null));
        Assert.Throws<ArgumentOutOfRangeException>(() => TraceSynthesis.Write((TraceKind)9, 1, _minute, _mean, TextWriter.Null));
    }

    private static string Synthesize(TraceKind kind, ulong seed)
    {
        var writer = new StringWriter();
        TraceSynthesis.Write(kind, seed, _minute, _mean, writer);
        return writer.ToString();
    }

    private static string RepositoryRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Simulator.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("the tests run outside the repository");
        }

        return folder.FullName;
    }

    private static RateSchedule Schedule(TraceKind kind, string text) => kind == TraceKind.Lte
        ? OpportunityTraceFile.Read(new StringReader(text), "lte")
        : RateTraceFile.Read(new StringReader(text), "nr", new RateColumns { Rate = "rate_mbps", Unit = RateUnit.MegabitPerSecond, Time = "seconds" });
}
