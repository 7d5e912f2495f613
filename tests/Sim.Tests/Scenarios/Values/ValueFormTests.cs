using CsCheck;
using Mpsim.Models.Units;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Values;

namespace Mpsim.Sim.Tests.Scenarios.Values;

public class ValueFormTests
{
    [Theory]
    [InlineData("25 ms", 25_000_000)]
    [InlineData("25ms", 25_000_000)]
    [InlineData(" 1.5 s ", 1_500_000_000)]
    [InlineData("0.1 us", 100)]
    [InlineData("2 min", 120_000_000_000)]
    [InlineData("1 h", 3_600_000_000_000)]
    public void Duration_with_a_unit_is_read_exactly(string text, long nanoseconds)
    {
        Assert.True(Forms.Span.TryRead(text, out var value, out _));
        Assert.Equal(nanoseconds, value.Nanoseconds);
    }

    [Theory]
    [InlineData("10 Mbit/s", 10_000_000)]
    [InlineData("1.25 Gbit/s", 1_250_000_000)]
    [InlineData("64 kbit/s", 64_000)]
    public void Rate_with_a_unit_is_read_exactly(string text, long bits)
    {
        Assert.True(Forms.Rate.TryRead(text, out var value, out _));
        Assert.Equal(bits, value.BitsPerSecond);
    }

    [Theory]
    [InlineData("64 KiB", 65_536)]
    [InlineData("64 kB", 64_000)]
    [InlineData("1.5 MiB", 1_572_864)]
    public void Size_with_a_unit_is_read_exactly(string text, long bytes)
    {
        Assert.True(Forms.Size.TryRead(text, out var value, out _));
        Assert.Equal(bytes, value.Bytes);
    }

    [Theory]
    [InlineData("100 packets", 100, true)]
    [InlineData("1 packet", 1, true)]
    [InlineData("64 KiB", 65_536, false)]
    public void Queue_limit_counts_packets_or_bytes(string text, long amount, bool inPackets)
    {
        Assert.True(Forms.Queue.TryRead(text, out var value, out _));
        Assert.Equal(new QueueLimit(amount, inPackets), value);
    }

    [Theory]
    [InlineData("2 per second", 500_000_000)]
    [InlineData("30 per minute", 2_000_000_000)]
    [InlineData("1 per hour", 3_600_000_000_000)]
    public void Frequency_becomes_the_mean_gap(string text, long nanoseconds)
    {
        Assert.True(Forms.Frequency.TryRead(text, out var value, out _));
        Assert.Equal(nanoseconds, value.Nanoseconds);
    }

    [Theory]
    [InlineData("10", "10 Mbit/s")]
    [InlineData("10 Mbps", "10 Mbit/s")]
    [InlineData("10 mbit/s", "10 Mbit/s")]
    [InlineData("10 Mbit", "10 Mbit/s")]
    [InlineData("10 kbps", "10 kbit/s")]
    public void Rate_in_the_wrong_unit_is_refused_with_the_right_one(string text, string nearest)
    {
        Assert.False(Forms.Rate.TryRead(text, out _, out var problem));
        Assert.Equal(nearest, problem.Nearest);
    }

    [Theory]
    [InlineData("")]
    [InlineData("fast")]
    [InlineData("-1 Mbit/s")]
    [InlineData("0 Mbit/s")]
    [InlineData("1e3 Mbit/s")]
    [InlineData("1,5 Mbit/s")]
    [InlineData("1 2 Mbit/s")]
    [InlineData("99999999999999999999999999999999999 Tbit/s")]
    public void Rate_that_makes_no_sense_is_refused(string text) => Assert.False(Forms.Rate.TryRead(text, out _, out _));

    [Theory]
    [InlineData("101 %")]
    [InlineData("-1 %")]
    [InlineData("0.5")]
    public void Percentage_beyond_its_range_or_without_its_sign_is_refused(string text) =>
        Assert.False(Forms.Percent.TryRead(text, out _, out _));

    [Fact]
    public void Every_duration_is_written_as_it_can_be_read() =>
        Gen.Long[1, Forms.LongestRun.Nanoseconds].Sample(value => RoundTrips(Forms.Span, new Duration(value)));

    [Fact]
    public void Every_rate_is_written_as_it_can_be_read() =>
        Gen.Long[1, RateForm.MostBitsPerSecond].Sample(value => RoundTrips(Forms.Rate, new DataRate(value)));

    [Fact]
    public void Every_size_is_written_as_it_can_be_read() =>
        Gen.Long[1, 1L << 50].Sample(value => RoundTrips(Forms.Size, new ByteCount(value)));

    [Fact]
    public void Every_queue_limit_is_written_as_it_can_be_read() =>
        Gen.Select(Gen.Long[1, 10_000_000], Gen.Bool).Sample((amount, packets) => RoundTrips(Forms.Queue, new QueueLimit(amount, packets)));

    [Fact]
    public void Every_percentage_is_written_as_it_can_be_read() =>
        Gen.Int[0, 10_000_000].Sample(value => RoundTrips(Forms.Percent, new Probability((double)(value / 10_000_000m))));

    [Fact]
    public void Every_frequency_is_written_as_it_can_be_read() =>
        Gen.Long[1_000, 3_600_000_000_000].Sample(value => RoundTrips(Forms.Frequency, new Duration(value)));

    [Theory]
    [InlineData(20_000_000_000, "20 s")]
    [InlineData(1_500_000, "1.5 ms")]
    [InlineData(0, "0 ns")]
    public void Duration_is_written_short(long nanoseconds, string text) => Assert.Equal(text, DurationForm.Text(new Duration(nanoseconds)));

    private static bool RoundTrips<T>(ValueForm<T> form, T value) =>
        form.TryRead(form.Write(value), out var read, out _) && EqualityComparer<T>.Default.Equals(value, read);
}
