using Mpsim.Models.Apps;
using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Proxy;
using Mpsim.Models.Tests.Hosts;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Proxy;

public sealed class RelayTests
{
    private const long Buffer = 50_000;
    private static readonly PairSetting Fast = new() { Delay = Duration.FromMilliseconds(1), Window = 1 << 20, SendBuffer = 1 << 20 };

    /// <summary>4 kB a second.</summary>
    private static readonly PairSetting Slow = new() { Delay = Duration.FromMilliseconds(500), Window = 4000, SendBuffer = 4000 };

    private readonly Scheduler _scheduler = new();
    private readonly StreamLedger _ledger = new();

    [Fact]
    public void A_slow_server_side_slows_the_client_side_and_nothing_is_dropped()
    {
        var (client, server, chain) = Join(Fast, Slow, Write(3_000_000));
        Run(100);

        // The client has filled its own send buffer, the window of its hop, the relay and the slow hop, and then waits.
        var relay = chain.Relays[0];
        Assert.Equal(Buffer, relay.ToUpstream.Peak);
        Assert.Equal(0, server.Sent.Written);
        Assert.InRange(client.Sent.Verified, 380_000, 420_000);
        Assert.Equal(client.Sent.Verified + (2 * (1 << 20)) + Buffer + 4000, client.Sent.Written, 8_000.0);

        Run(10_000);
        Assert.True(client.Sent.IsComplete);
        Assert.Equal(3_000_000, client.Sent.Verified);
        Assert.True(relay.HasEnded);
        Assert.Equal(1, chain.Done);
    }

    [Fact]
    public void A_slow_client_side_slows_the_server_side()
    {
        var (_, server, chain) = Join(Slow, Fast, [], Write(3_000_000));
        Run(100);
        Assert.Equal(Buffer, chain.Relays[0].ToDownstream.Peak);
        Assert.InRange(server.Sent.Written, 1, 2_700_000);

        Run(10_000);
        Assert.True(server.Sent.IsComplete);
    }

    [Fact]
    public void The_relay_starts_before_the_server_side_is_established()
    {
        var (client, _, chain) = Join(Fast, Slow, [new(0, PeerAction.Write, 3_000_000), new(60_000, PeerAction.Read, 1)]);
        Run(1.0);

        var relay = chain.Relays[0];
        Assert.Equal(Buffer, relay.ToUpstream.Count);
        Assert.Equal(Instant.Never, relay.UpstreamEstablishedAt);

        Run(1.1);
        Assert.Equal(Instant.FromSeconds(1.001), relay.UpstreamEstablishedAt);
        Assert.Equal(Instant.FromSeconds(0.001), relay.StartedAt);
        Assert.True(relay.ToUpstream.BytesOut > 0);
        Assert.False(client.Sent.IsComplete);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_half_close_reaches_the_other_end_and_the_other_direction_goes_on(bool clientCloses)
    {
        PeerStep[] closes = [new(0, PeerAction.Write, 1000), new(0, PeerAction.Close, 0), new(5000, PeerAction.Read, 100_000)];
        PeerStep[] stays = [new(2000, PeerAction.Read, 1000), new(0, PeerAction.Write, 20_000), new(8000, PeerAction.Write, 20_000)];
        var (client, server, chain) = clientCloses ? Join(Fast, Fast, closes, stays) : Join(Fast, Fast, stays, closes);
        var (closing, staying) = clientCloses ? (client, server) : (server, client);

        Run(4);
        Assert.True(closing.Sent.EndVerified);
        Assert.False(closing.EndRead);
        Assert.False(staying.Sent.EndWritten);

        Run(9);
        Assert.Equal(20_000, staying.Sent.Verified);

        Run(20);
        Assert.True(client.Closed && server.Closed);
        Assert.Equal(40_000, staying.Sent.Verified);
        Assert.True(chain.Relays[0].HasEnded);
        Assert.Null(chain.Relays[0].Abortion);
    }

    [Fact]
    public void An_end_that_comes_before_the_server_side_is_established_waits_for_it()
    {
        var (client, server, _) = Join(Fast, Slow, [new(0, PeerAction.Close, 0)]);
        Run(0.5);
        Assert.True(client.Sent.EndWritten);

        Run(10);
        Assert.True(client.Closed && server.Closed);
    }

    [Fact]
    public void The_end_follows_the_buffered_bytes()
    {
        var (client, _, chain) = Join(Fast, Slow, [new(0, PeerAction.Write, 40_000), new(0, PeerAction.Close, 0)]);
        Run(3);
        Assert.True(chain.Relays[0].Downstream.AtEnd);
        Assert.False(client.Sent.EndVerified);

        Run(60);
        Assert.True(client.Sent.EndVerified);
        Assert.Equal(40_000, client.Sent.Verified);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_reset_of_either_end_reaches_the_other_once(bool clientAborts)
    {
        PeerStep[] aborts = [new(0, PeerAction.Write, 3_000_000), new(3000, PeerAction.Abort, 0)];
        PeerStep[] stays = [new(60_000, PeerAction.Read, 1)];
        var (client, server, chain) = clientAborts ? Join(Fast, Fast, aborts, stays) : Join(Fast, Fast, stays, aborts);
        Run(30);

        var relay = chain.Relays[0];
        Assert.Equal(AbortReason.Reset, (clientAborts ? server : client).Abortion);
        Assert.Equal(AbortReason.Reset, relay.Abortion);
        Assert.Same(clientAborts ? relay.Downstream : relay.Upstream, relay.AbortedSide);
        Assert.Equal(1, ((PairedSocket)(clientAborts ? relay.Upstream : relay.Downstream)).Aborts);
        Assert.Equal(0, ((PairedSocket)(clientAborts ? relay.Downstream : relay.Upstream)).Aborts);
        Assert.True(relay.HasEnded);
        Assert.Equal(1, chain.Done);
    }

    [Fact]
    public void A_refusal_by_the_server_aborts_the_client()
    {
        var (client, _, chain) = Join(Fast, Fast with { Refuses = true }, Write(1000));
        Run(10);

        Assert.Equal(AbortReason.Reset, client.Abortion);
        Assert.Equal(AbortReason.Refused, chain.Relays[0].Abortion);
        Assert.Equal(Instant.Never, chain.Relays[0].UpstreamEstablishedAt);
        Assert.Equal(1, chain.Done);
    }

    [Fact]
    public void A_time_out_of_the_server_side_aborts_the_client()
    {
        var (client, _, chain) = Join(Fast, Fast, Write(3_000_000, pause: 60_000));
        Run(2);
        ((PairedSocket)chain.Relays[0].Upstream).Fail(_scheduler.Now, AbortReason.TimedOut);
        Run(10);

        Assert.Equal(AbortReason.TimedOut, chain.Relays[0].Abortion);
        Assert.Equal(AbortReason.Reset, client.Abortion);
    }

    [Fact]
    public void A_reset_after_the_other_side_has_closed_aborts_nothing()
    {
        // The server ends at once, the client after three seconds: then the fast side is closed
        // while the slow side's last acknowledgement is on its way.
        var (client, _, chain) = Join(Fast, Slow, [new(3000, PeerAction.Close, 0)]);
        Run(3.3);
        var relay = chain.Relays[0];
        Assert.True(client.Closed);
        Assert.False(relay.HasEnded);

        ((PairedSocket)relay.Upstream).Fail(_scheduler.Now, AbortReason.TimedOut);
        Run(10);
        Assert.True(relay.HasEnded);
        Assert.Equal(0, ((PairedSocket)relay.Downstream).Aborts);
        Assert.Equal(1, chain.Done);
        Assert.Null(client.Abortion);
    }

    [Fact]
    public void A_call_back_from_within_a_write_disturbs_nothing()
    {
        var source = new EndlessSocket();
        var sink = new EndlessSocket(accepts: 100);
        var relay = new Relay(source, sink, 1000, 1000);
        relay.Start(Instant.Zero);
        for (var i = 0; i < 10; i++)
        {
            sink.Writing = i < 5 ? () => relay.OnWritable(sink, Instant.Zero) : null;
            source.Arrive(40);
            Assert.Equal(relay.ToUpstream.BytesOut, sink.WrittenTo.Offset);
        }

        Assert.Equal(400, relay.ToUpstream.BytesOut);
    }

    [Fact]
    public void Relaying_allocates_nothing_in_the_steady_state()
    {
        var source = new EndlessSocket();
        var sink = new EndlessSocket();
        var relay = new Relay(source, sink, 65536, 65536);
        relay.Start(Instant.Zero);
        Relay(1000);

        var before = GC.GetAllocatedBytesForCurrentThread();
        Relay(100_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(101_000 * 1448L, relay.ToUpstream.BytesOut);

        void Relay(int count)
        {
            for (var i = 0; i < count; i++)
            {
                source.Arrive(1448);
            }
        }
    }

    private static PeerStep[] Write(long size, int pause = 0) => [new(0, PeerAction.Write, size), new(pause, PeerAction.Read, 0)];

    private (ScriptedPeer Client, ScriptedPeer Server, RelayChain Chain) Join(PairSetting down, PairSetting up, PeerStep[] clientScript, PeerStep[]? serverScript = null)
    {
        var client = new ScriptedPeer(_scheduler, _ledger, "up", "down", clientScript);
        var server = new ScriptedPeer(_scheduler, _ledger, "down", "up", serverScript ?? []);
        var chain = new RelayChain(_scheduler, [down, up], Buffer, _ => server);
        chain.Connect(client);
        return (client, server, chain);
    }

    private void Run(double seconds)
    {
        _scheduler.Run(Instant.FromSeconds(seconds));
        _ledger.CheckAtEnd(_scheduler.Now);
    }
}
