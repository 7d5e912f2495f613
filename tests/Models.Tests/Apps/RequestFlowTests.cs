using Mpsim.Models.Apps;
using Mpsim.Models.Tests.Hosts;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Apps;

public sealed class RequestFlowTests
{
    private static readonly PairSetting Hop = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_request_is_answered_and_both_directions_close(bool halfClose)
    {
        var plan = new RequestPlan { RequestLength = 500, ResponseLength = 20_000, HalfClose = halfClose };
        var harness = new FlowHarness(Hop).Requests(plan).Run(10);

        Assert.True(harness.Connection.IsComplete);
        Assert.Equal(20_000, harness.Connection.Bytes);

        // The handshake, the request, the response: it fits into one window.
        Assert.Equal(Duration.FromMilliseconds(40), harness.Connection.CompletionTime);
        Assert.All(harness.Ledger.Streams, stream => Assert.True(stream.IsComplete && stream.EndVerified && stream.ClosedByOrigin && stream.ClosedByReceiver));
        Assert.Same(harness.Ledger[2], harness.Ledger[1].Response);
    }

    [Fact]
    public void The_wait_for_an_answer_is_a_delivery_gap()
    {
        var harness = new FlowHarness(Hop).Requests(new RequestPlan { RequestLength = 500, ResponseLength = 100 }).Run(10);

        // The answer is one read, 40 ms after connect(): nothing else shows how long nothing came.
        Assert.Equal(Duration.FromMilliseconds(40), harness.Record.LongestGap(Instant.FromSeconds(10)));
    }

    [Fact]
    public void One_of_many_that_is_never_answered_leaves_the_goodput_of_the_others()
    {
        // Ten answers of 50 kB, one a second, of which the tenth has not come when the run ends: a tenth less in the same time.
        FlowRecord Record(double seconds)
        {
            var arrivals = ArrivalProcess.Every(Instant.Zero, Duration.FromSeconds(1), Instant.FromSeconds(10));
            return new FlowHarness(Hop).Requests(new RequestPlan { RequestLength = 500, ResponseLength = 50_000 }, arrivals).Run(seconds).Record;
        }

        var (all, but) = (Record(60), Record(9.03));
        Assert.Equal((10, 9, true), (all.Completed, but.Completed, but.AllOpened));
        var end = Instant.FromSeconds(60);
        Assert.InRange((double)but.Goodput(end).BitsPerSecond / all.Goodput(end).BitsPerSecond, 0.89, 0.93);
    }

    [Fact]
    public void Those_that_begin_at_once_have_the_whole_run_until_all_are_answered()
    {
        var harness = new FlowHarness(Hop).Requests(new RequestPlan { RequestLength = 500, ResponseLength = 500_000 }, ArrivalProcess.At(Instant.Zero, 2)).Run(0.03);

        Assert.Equal(0, harness.Record.Completed);
        Assert.Equal(Instant.FromSeconds(60), harness.Record.MeasuredUntil(Instant.FromSeconds(60)));
    }

    [Fact]
    public void The_server_answers_only_when_the_whole_request_is_there()
    {
        // 200 kB through a window of 64 KiB take four windows, one each round trip.
        var plan = new RequestPlan { RequestLength = 200_000, ResponseLength = 100 };
        var harness = new FlowHarness(Hop).Requests(plan).Run(10);

        Assert.Equal(Duration.FromMilliseconds(20 + 10 + 60 + 10), harness.Connection.CompletionTime);
    }

    [Fact]
    public void Many_requests_at_once_each_get_their_own_response()
    {
        var plan = new RequestPlan { RequestLength = 100, ResponseLength = 5000 };
        var harness = new FlowHarness(Hop, Hop).Requests(plan, ArrivalProcess.At(Instant.Zero, 20)).Run(10);

        Assert.Equal(20, harness.Record.Completed);
        Assert.All(harness.Record.Connections, connection => Assert.Equal(5000, connection.Bytes));
        Assert.True(harness.HasEnded);
    }
}
