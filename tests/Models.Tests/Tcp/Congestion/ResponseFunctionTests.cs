using Mpsim.Models.Tcp.Congestion;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Tcp.Congestion;

/// <summary>RFC 9438 section 5.1, tables 1 and 2: average windows when one segment in every 1/p is lost.</summary>
public sealed class ResponseFunctionTests
{
    // With a window of a dozen segments, rounding down and the loss of a whole round's growth show.
    [Theory]
    [InlineData(100, 12, 0.10)]
    [InlineData(1_000, 38, 0.05)]
    [InlineData(10_000, 120, 0.05)]
    [InlineData(100_000, 379, 0.05)]
    [InlineData(1_000_000, 1200, 0.05)]
    public void Reno_keeps_its_window_at_1_2_over_the_root_of_the_loss_rate(int lossEvery, double expected, double gate)
    {
        AssertWithin(gate, expected, AverageWindow(new NewReno(), 100, lossEvery, (int)expected));
    }

    // On small windows Linux is slower than the RFC: it rounds down, and looks at its curve at most 32 times a second
    // while the window stands still, which is once in three round trips of 10 ms.
    [Theory]
    [InlineData(100, 100, 12, 0.20)]
    [InlineData(100, 1_000, 38, 0.10)]
    [InlineData(100, 10_000, 187, 0.10)]
    [InlineData(100, 100_000, 1054, 0.10)]
    [InlineData(100, 1_000_000, 5926, 0.10)]
    [InlineData(10, 100, 12, 0.20)]
    [InlineData(10, 1_000, 38, 0.10)]
    [InlineData(10, 10_000, 120, 0.10)]
    [InlineData(10, 100_000, 379, 0.10)]
    [InlineData(10, 1_000_000, 1200, 0.10)]
    public void Cubic_keeps_the_window_of_rfc_9438(int rttMilliseconds, int lossEvery, double expected, double gate)
    {
        AssertWithin(gate, expected, AverageWindow(new Cubic(), rttMilliseconds, lossEvery, (int)expected));
    }

    private static double AverageWindow(CongestionControl control, int rttMilliseconds, int lossEvery, int start)
    {
        // Begin as after a loss: a start without one would have to come down from wherever the first cycle ends.
        control.Cwnd = start;
        control.Ssthresh = control.SsthreshAfterLoss(Instant.Zero);
        control.Cwnd = control.Ssthresh;
        var segment = 0L;
        var path = new LossyPath(control, Duration.FromMilliseconds(rttMilliseconds), () => ++segment % lossEvery == 0);
        path.Run(6L * lossEvery);
        path.ForgetStatistics();
        path.Run(6L * lossEvery);
        return path.AverageWindow;
    }

    private static void AssertWithin(double share, double expected, double actual) =>
        Assert.InRange(actual, expected * (1 - share), expected * (1 + share));
}
