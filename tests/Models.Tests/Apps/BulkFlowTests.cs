using Mpsim.Models.Apps;
using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Tests.Hosts;
using Mpsim.Models.Tests.Proxy;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Apps;

public sealed class BulkFlowTests
{
    private static readonly PairSetting Hop = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_transfer_of_a_size_delivers_it_and_closes_both_ends(bool openerSends)
    {
        var harness = new FlowHarness(Hop).Bulk(new BulkPlan { OpenerSends = openerSends, Length = 1_000_000 }).Run(60);

        var stream = Assert.Single(harness.Ledger.Streams);
        Assert.Equal(1_000_000, stream.Written);
        Assert.True(stream.IsComplete && stream.EndVerified && stream.ClosedByOrigin && stream.ClosedByReceiver);
        Assert.True(harness.Connection.IsComplete);
        Assert.Equal(1_000_000, harness.Connection.Bytes);
        Assert.Equal(1_000_000, harness.Record.BytesReceived);
        Assert.True(harness.HasEnded);
    }

    [Theory]
    [InlineData(true, 30)]
    [InlineData(false, 40)]
    public void Times_are_measured_from_the_call_of_connect(bool openerSends, double firstByte)
    {
        var start = Instant.FromSeconds(1);
        var harness = new FlowHarness(Hop).Bulk(new BulkPlan { OpenerSends = openerSends, Length = 1000 }, ArrivalProcess.At(start)).Run(60);

        var connection = harness.Connection;
        Assert.Equal(start, connection.OpenedAt);
        Assert.Equal(Duration.FromMilliseconds(20), connection.HandshakeTime);
        Assert.Equal(Duration.FromMilliseconds(firstByte), connection.FirstByteAt - start);
        Assert.Equal(connection.LastByteAt - start, connection.CompletionTime);
        Assert.Equal(harness.Record.Goodput(Instant.FromSeconds(60)).BitsPerSecond, (long)(8000 / connection.CompletionTime!.Value.Seconds), 1.0);
    }

    [Fact]
    public void An_endless_transfer_fills_the_run_and_never_completes()
    {
        // A window a round trip: 64 KiB each 20 ms.
        var harness = new FlowHarness(Hop).Bulk(new BulkPlan { OpenerSends = false }).Run(10);

        Assert.False(harness.HasEnded);
        Assert.Equal(1, harness.Record.Active);
        Assert.Equal(65536 * 8 / 0.02, harness.Record.Goodput(Instant.FromSeconds(10)).BitsPerSecond, 300_000.0);
        Assert.Null(harness.Connection.CompletionTime);
    }

    [Fact]
    public void A_transfer_with_a_time_ends_then_with_what_was_written()
    {
        var plan = new BulkPlan { OpenerSends = true, StopAfter = Duration.FromSeconds(2) };
        var harness = new FlowHarness(Hop).Bulk(plan, ArrivalProcess.At(Instant.FromSeconds(1))).Run(10);

        Assert.True(harness.Connection.IsComplete);
        Assert.InRange(harness.Connection.LastByteAt.Seconds, 3.0, 3.1);
        Assert.True(harness.Ledger[1].ClosedByReceiver);
        Assert.Equal(harness.Ledger[1].Written, harness.Connection.Bytes);
    }

    [Fact]
    public void A_transfer_whose_time_is_over_before_the_handshake_ends_empty()
    {
        var harness = new FlowHarness(Hop).Bulk(new BulkPlan { OpenerSends = true, StopAt = Instant.FromSeconds(0.005) }).Run(10);

        Assert.True(harness.Ledger[1].EndWritten && harness.Ledger[1].ClosedByOrigin);
        Assert.Equal(0, harness.Record.BytesReceived);
    }

    [Fact]
    public void Connections_are_opened_at_their_arrivals()
    {
        var arrivals = ArrivalProcess.Every(Instant.FromSeconds(1), Duration.FromSeconds(1), Instant.Never, 3);
        var harness = new FlowHarness(Hop).Bulk(new BulkPlan { OpenerSends = false, Length = 10_000 }, arrivals);

        harness.Run(2.5);
        Assert.Equal([1, 2], harness.Record.Connections.Select(connection => connection.OpenedAt.Seconds));
        Assert.False(harness.HasEnded);

        harness.Run(10);
        Assert.Equal(3, harness.Record.Completed);
        Assert.True(harness.HasEnded);
        Assert.Equal([1, 2, 3], harness.Record.Connections.Select(connection => connection.Index));
    }

    [Fact]
    public void A_refused_connection_counts_as_aborted()
    {
        var harness = new FlowHarness(Hop with { Refuses = true }).Bulk(new BulkPlan { OpenerSends = false }).Run(1);

        Assert.Equal(AbortReason.Refused, harness.Connection.Abortion);
        Assert.Equal(1, harness.Record.Aborted);
        Assert.Null(harness.Connection.HandshakeTime);
        Assert.True(harness.HasEnded);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_reset_ends_the_transfer_and_the_gap(bool openerSends)
    {
        var harness = new FlowHarness(Hop).Bulk(new BulkPlan { OpenerSends = openerSends }).Run(2);
        harness.Chains[0].Client.Fail(harness.Scheduler.Now, AbortReason.TimedOut);
        harness.Run(10);

        Assert.Equal(AbortReason.TimedOut, harness.Connection.Abortion);
        Assert.Equal(Instant.FromSeconds(2), harness.Connection.AbortedAt);
        Assert.InRange(harness.Record.LongestGap(Instant.FromSeconds(10)).Milliseconds, 1, 40);
    }

    [Fact]
    public void The_longest_gap_is_between_two_reads_or_to_the_end_of_an_unfinished_transfer()
    {
        var flow = new FlowRecorder().Add("bulk");
        var connection = flow.Open(Instant.Zero);
        Assert.Equal(Duration.FromSeconds(5), connection.LongestGap(Instant.FromSeconds(5)));

        connection.OnRead(Instant.FromSeconds(3), 10);
        connection.OnRead(Instant.FromSeconds(4), 10);
        Assert.Equal(Duration.FromSeconds(1), connection.LongestGap(Instant.FromSeconds(4)));
        Assert.Equal(Duration.FromSeconds(2), connection.LongestGap(Instant.FromSeconds(6)));

        connection.OnComplete();
        Assert.Equal(Duration.FromSeconds(1), connection.LongestGap(Instant.FromSeconds(6)));
    }

    [Fact]
    public void Sending_and_receiving_allocate_nothing_in_the_steady_state()
    {
        var ledger = new StreamLedger();
        var stream = ledger.Open("bulk", StreamEntry.Unbounded);
        var socket = new EndlessSocket(accepts: 1448);
        var sender = new BulkSender(new Scheduler(), stream, null, Instant.Never);
        socket.Owner = new BulkReceiver(ledger, "bulk", new FlowRecorder().Add("bulk").Open(Instant.Zero), mayBeEmpty: false);
        Transfer(1000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Transfer(100_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(101_000 * 1448L, stream.Verified);

        void Transfer(int count)
        {
            for (var i = 0; i < count; i++)
            {
                sender.OnWritable(socket, Instant.Zero);
                socket.Arrive(1448);
            }
        }
    }

    [Fact]
    public void Two_flows_of_one_name_are_refused()
    {
        var recorder = new FlowRecorder();
        recorder.Add("download");
        Assert.Throws<ArgumentException>(() => recorder.Add("download"));
    }
}
