using System.Globalization;
using CsCheck;
using Mpsim.Output;
using Mpsim.Results;

namespace Mpsim.Sim.Tests.Output;

public sealed class NumberTextTests
{
    [Theory]
    [InlineData(0.1 + 0.2, "0.3")]
    [InlineData(-0.0, "0")]
    [InlineData(123456789, "123456789")]
    [InlineData(double.NaN, "")]
    public void Exact_figures_have_nine_digits(double value, string text) => Assert.Equal(text, NumberText.Exact(value));

    [Fact]
    public void Exact_text_read_and_written_again_is_the_same() =>
        Gen.Double.Where(double.IsFinite).Sample(value =>
        {
            string text = NumberText.Exact(value);
            return NumberText.Exact(double.Parse(text, CultureInfo.InvariantCulture)) == text;
        });

    [Theory]
    [InlineData(12_050_000_000, "12.05")]
    [InlineData(1, "0.000000001")]
    [InlineData(20_000_000_000, "20")]
    public void Seconds_keep_their_nanoseconds(long nanoseconds, string text) => Assert.Equal(text, NumberText.Seconds(nanoseconds));

    [Theory]
    [InlineData(42, "42")]
    [InlineData(1234567.8, "1,234,568")]
    [InlineData(41.0567, "41.06")]
    [InlineData(0.01234, "0.0123")]
    public void Readable_figures_have_about_four_digits(double value, string text) => Assert.Equal(text, NumberText.Readable(value));

    [Theory]
    [InlineData(-4.06, "−4.1 %")]
    [InlineData(0.04, "0.0 %")]
    [InlineData(12, "+12.0 %")]
    public void Changes_carry_their_sign(double percent, string text) => Assert.Equal(text, NumberText.Change(percent));

    [Theory]
    [InlineData(47.1234, 0.3123, "47.12 ± 0.31")]
    [InlineData(47.1234, 12.4, "47 ± 12")]
    [InlineData(2.1, 0.0, "2.1 ± 0")]
    [InlineData(4321.5, 0.25, "4,322 ± 0")]
    public void Intervals_have_as_many_decimals_as_they_deserve(double mean, double half, string text) =>
        Assert.Equal(text, IntervalText.Of(new ConfidenceInterval(mean, half, 5)));
}
