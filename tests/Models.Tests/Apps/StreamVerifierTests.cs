using Mpsim.Models.Apps;
using Mpsim.Models.Probes;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Apps;

public sealed class StreamVerifierTests
{
    private static readonly Instant Now = Instant.FromSeconds(1);
    private readonly StreamLedger _ledger = new();

    [Fact]
    public void Bytes_read_in_order_are_counted_and_the_end_completes_the_stream()
    {
        var stream = Written(3000);
        stream.OnEndWritten();
        var verifier = Verifier();

        verifier.OnRead(Now, new Payload(1, 0), 1000);
        verifier.OnRead(Now, new Payload(1, 1000), 2000);
        verifier.OnEnd(Now, mayBeEmpty: false);

        Assert.Equal(3000, stream.Verified);
        Assert.True(stream.EndVerified);
        Assert.True(stream.IsComplete);
        Assert.Same(stream, verifier.Stream);
    }

    [Theory]
    [InlineData(1, 1500, 100, "lost or reordered: expected byte 1000, read 100 bytes from 1500; 500 bytes were left out")]
    [InlineData(1, 900, 100, "repeated or reordered: expected byte 1000, read 100 bytes from 900 again")]
    [InlineData(2, 1000, 100, "altered: expected byte 1000, read stream 2 @ 1000")]
    [InlineData(0, 1000, 100, "altered: expected byte 1000, read stream 0 @ 1000")]
    [InlineData(1, 1000, 2001, "more than written: 2001 bytes were read from 1000, but the origin has written only 3000")]
    [InlineData(1, 1000, 0, "a read at byte 1000 returned 0 bytes")]
    public void A_run_that_does_not_continue_the_stream_is_a_violation(int number, long offset, long count, string what)
    {
        Written(3000);
        Written(3000);
        var verifier = Verifier();
        verifier.OnRead(Now, new Payload(1, 0), 1000);

        var violation = Assert.Throws<InvariantViolation>(() => verifier.OnRead(Now, new Payload(number, offset), count));

        Assert.Equal(what, violation.What);
        Assert.Equal("stream 1 (download)", violation.Entity);
        Assert.Equal(Now, violation.At);
    }

    [Fact]
    public void A_first_run_that_is_not_the_beginning_is_a_violation()
    {
        Written(3000);
        var verifier = Verifier();
        Assert.StartsWith("lost", Assert.Throws<InvariantViolation>(() => verifier.OnRead(Now, new Payload(1, 1), 10)).What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(7)]
    public void A_stream_that_nobody_opened_is_a_violation(int number)
    {
        Written(3000);
        var verifier = Verifier();
        Assert.StartsWith("altered", Assert.Throws<InvariantViolation>(() => verifier.OnRead(Now, new Payload(number, 0), 10)).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_of_another_flow_is_a_violation()
    {
        _ledger.Open("upload", 3000).OnWritten(Now, 3000);
        var verifier = Verifier();
        Assert.StartsWith("altered", Assert.Throws<InvariantViolation>(() => verifier.OnRead(Now, new Payload(1, 0), 10)).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_stream_of_another_connection_is_a_violation()
    {
        var flow = new FlowRecorder().Add("download");
        var first = flow.Open(Now);
        var second = flow.Open(Now);
        _ledger.Open("download", 3000, first).OnWritten(Now, 3000);
        var verifier = new StreamVerifier(_ledger, "download", second);
        Assert.Contains("download#1", Assert.Throws<InvariantViolation>(() => verifier.OnRead(Now, new Payload(1, 0), 10)).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_receiver_of_a_stream_is_a_violation()
    {
        Written(3000);
        var first = Verifier();
        var second = Verifier();
        first.OnRead(Now, new Payload(1, 0), 10);
        Assert.StartsWith("repeated", Assert.Throws<InvariantViolation>(() => second.OnRead(Now, new Payload(1, 10), 10)).What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Data_of_a_syn_may_come_to_two_receivers_of_which_one_goes_on(bool isDeadFirst)
    {
        var stream = _ledger.Open("download", 3000);
        stream.OnWritten(Now, 500);
        stream.OnWrittenForSyn();
        stream.OnWritten(Now, 2500);
        stream.OnEndWritten();
        var (dead, alive) = (Verifier(), Verifier());

        var news = isDeadFirst ? dead.OnRead(Now, new Payload(1, 0), 400) : 0;
        news += alive.OnRead(Now, new Payload(1, 0), 1000);
        news += isDeadFirst ? 0 : dead.OnRead(Now, new Payload(1, 0), 400);
        Assert.Equal((1000, true, false), (news, dead.MayBeRepetition, alive.MayBeRepetition));

        alive.OnRead(Now, new Payload(1, 1000), 2000);
        alive.OnEnd(Now, mayBeEmpty: false);
        Assert.True(stream.IsComplete && stream.EndVerified);
        Assert.StartsWith("repeated: a second", Assert.Throws<InvariantViolation>(() => dead.OnRead(Now, new Payload(1, 400), 101)).What, StringComparison.Ordinal);
    }

    [Fact]
    public void A_repetition_of_the_data_of_a_syn_begins_at_the_beginning_and_has_no_end()
    {
        var stream = Written(3000);
        stream.OnWrittenForSyn();
        stream.OnEndWritten();
        var (first, second) = (Verifier(), Verifier());
        first.OnRead(Now, new Payload(1, 0), 3000);
        Assert.StartsWith("lost", Assert.Throws<InvariantViolation>(() => second.OnRead(Now, new Payload(1, 3), 10)).What, StringComparison.Ordinal);
        second.OnRead(Now, new Payload(1, 0), 10);
        Assert.StartsWith("lost", Assert.Throws<InvariantViolation>(() => second.OnEnd(Now, false)).What, StringComparison.Ordinal);
    }

    [Fact]
    public void An_end_before_the_last_byte_is_a_loss()
    {
        Written(3000).OnEndWritten();
        var verifier = Verifier();
        verifier.OnRead(Now, new Payload(1, 0), 2999);
        Assert.Equal("lost: the stream ended after 2999 of 3000 bytes", Assert.Throws<InvariantViolation>(() => verifier.OnEnd(Now, false)).What);
    }

    [Fact]
    public void An_end_that_was_not_written_is_a_violation()
    {
        Written(3000);
        var verifier = Verifier();
        verifier.OnRead(Now, new Payload(1, 0), 3000);
        Assert.StartsWith("altered", Assert.Throws<InvariantViolation>(() => verifier.OnEnd(Now, false)).What, StringComparison.Ordinal);
    }

    [Fact]
    public void An_end_without_bytes_is_a_loss_unless_the_stream_may_be_empty()
    {
        var verifier = Verifier();
        verifier.OnEnd(Now, mayBeEmpty: true);
        Assert.StartsWith("lost", Assert.Throws<InvariantViolation>(() => verifier.OnEnd(Now, mayBeEmpty: false)).What, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_after_the_end_are_a_violation()
    {
        var stream = Written(10);
        stream.OnEndWritten();
        var verifier = Verifier();
        verifier.OnRead(Now, new Payload(1, 0), 10);
        verifier.OnEnd(Now, false);
        Assert.Throws<InvariantViolation>(() => verifier.OnRead(Now, new Payload(1, 10), 1));
        Assert.Throws<InvariantViolation>(() => stream.OnWritten(Now, 1));
    }

    [Fact]
    public void Check_at_end_finds_bytes_missing_from_a_connection_closed_in_order()
    {
        var stream = Written(3000);
        stream.OnEndWritten();
        var verifier = Verifier();
        verifier.OnRead(Now, new Payload(1, 0), 1000);
        _ledger.CheckAtEnd(Now);

        stream.ClosedByOrigin = true;
        _ledger.CheckAtEnd(Now);

        stream.ClosedByReceiver = true;
        Assert.Contains("2000 bytes were lost", Assert.Throws<InvariantViolation>(() => _ledger.CheckAtEnd(Now)).What, StringComparison.Ordinal);
    }

    private StreamEntry Written(long count)
    {
        var stream = _ledger.Open("download", StreamEntry.Unbounded);
        stream.OnWritten(Now, count);
        return stream;
    }

    private StreamVerifier Verifier() => new(_ledger, "download", null);
}
