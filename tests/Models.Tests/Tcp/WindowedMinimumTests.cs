using CsCheck;
using Mpsim.Models.Tcp;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Tcp;

public sealed class WindowedMinimumTests
{
    private static readonly Duration Window = Duration.FromSeconds(300);

    [Fact]
    public void A_smaller_sample_counts_at_once_and_a_larger_one_after_the_window()
    {
        var minimum = new WindowedMinimum();
        Add(ref minimum, 50, 0);
        Add(ref minimum, 40, 10);
        for (var second = 20; second <= 310; second += 10)
        {
            Add(ref minimum, 60, second);
            Assert.Equal(Duration.FromMilliseconds(40), minimum.Value);
        }

        Add(ref minimum, 60, 311);
        Assert.Equal(Duration.FromMilliseconds(60), minimum.Value);
    }

    [Fact]
    public void After_a_silence_longer_than_the_window_only_the_new_sample_counts()
    {
        var minimum = new WindowedMinimum();
        Add(ref minimum, 40, 0);
        Add(ref minimum, 90, 301);
        Assert.Equal(Duration.FromMilliseconds(90), minimum.Value);
    }

    [Fact]
    public void The_minimum_is_a_sample_of_the_window_and_never_above_the_newest()
    {
        Gen.Select(Gen.Int[1, 1000], Gen.Int[0, 120]).Array[1, 60].Sample(steps =>
        {
            var minimum = new WindowedMinimum();
            var samples = new List<(int Value, int Time)>();
            var time = 0;
            foreach (var (value, pause) in steps)
            {
                time += pause;
                samples.Add((value, time));
                Add(ref minimum, value, time);
                var recent = samples.Where(sample => time - sample.Time <= 300).Select(sample => sample.Value).ToList();
                var got = (int)minimum.Value.Milliseconds;
                Assert.Contains(got, recent);
                Assert.InRange(got, recent.Min(), value);
            }
        });
    }

    private static void Add(ref WindowedMinimum minimum, double milliseconds, double seconds) =>
        minimum.Add(Duration.FromMilliseconds(milliseconds), Instant.FromSeconds(seconds), Window);
}
