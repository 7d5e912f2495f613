using CsCheck;
using Mpsim.Models.Apps;
using Mpsim.Models.Kernel;
using Mpsim.Models.Tests.Hosts;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Proxy;

public sealed class RelayChainTests
{
    private static readonly Gen<PairSetting> Hop = Gen.Select(
        Gen.Int[0, 50],
        Gen.Long[1, 3000],
        Gen.Long[1, 3000],
        Gen.Bool,
        (delay, buffer, window, reentrant) => new PairSetting
        {
            Delay = Duration.FromMilliseconds(delay),
            SendBuffer = buffer,
            Window = window,
            Segment = 500,
            Reentrant = reentrant,
        });

    private static readonly Gen<PairSetting[]> Hops = Hop.Array[2, 4];

    private static readonly Gen<long> Capacity = Gen.Long[1, 3000];

    [Fact]
    public void Any_sequence_of_writes_reads_and_closes_delivers_exactly_what_was_written() =>
        Gen.Select(Hops, Capacity, Script(aborts: false), Script(aborts: false)).Try(test =>
        {
            var (hops, capacity, up, down) = test;
            var (client, server, chain) = Play(hops, capacity, up, down);

            Assert.True(client.Closed && server.Closed && client.EndRead && server.EndRead);
            Assert.True(client.Sent.IsComplete && server.Sent.IsComplete);
            Assert.Equal(hops.Length - 1, chain.Done);
            Assert.All(chain.Relays, relay =>
            {
                Assert.Null(relay.Abortion);
                Assert.Equal(client.Sent.Written, relay.ToUpstream.BytesOut);
                Assert.Equal(server.Sent.Written, relay.ToDownstream.BytesOut);
                Assert.InRange(relay.ToUpstream.Peak, 0, capacity);
                Assert.InRange(relay.ToDownstream.Peak, 0, capacity);
            });
        }, 1000);

    [Fact]
    public void An_abort_at_any_time_ends_everything_and_delivers_nothing_wrong() =>
        Gen.Select(Hops, Capacity, Script(aborts: true), Script(aborts: true)).Try(test =>
        {
            var (hops, capacity, up, down) = test;
            var (client, server, chain) = Play(hops, capacity, up, down);

            Assert.All(chain.Relays, relay => Assert.True(relay.HasEnded));
            Assert.Equal(chain.Relays.Count, chain.Done);
            Assert.True(client.Closed || client.HasAborted || client.Abortion is not null);
            Assert.True(server.Closed || server.HasAborted || server.Abortion is not null || chain.Relays.Count < hops.Length - 1 || !chain.Server.IsEstablished);
        }, 1000);

    private static (ScriptedPeer Client, ScriptedPeer Server, RelayChain Chain) Play(PairSetting[] hops, long capacity, PeerStep[] up, PeerStep[] down)
    {
        var scheduler = new Scheduler();
        var ledger = new StreamLedger();
        var client = new ScriptedPeer(scheduler, ledger, "up", "down", up);
        var server = new ScriptedPeer(scheduler, ledger, "down", "up", down);
        var chain = new RelayChain(scheduler, hops, capacity, _ => server);
        chain.Connect(client);
        Assert.Equal(RunOutcome.Idle, scheduler.Run(Instant.Never));
        foreach (var stream in ledger.Streams)
        {
            stream.ClosedByOrigin = stream.ClosedByReceiver = client.Closed && server.Closed;
        }

        ledger.CheckAtEnd(scheduler.Now);
        return (client, server, chain);
    }

    private static Gen<PeerStep[]> Script(bool aborts)
    {
        var action = aborts
            ? Gen.Frequency((6, Gen.Const(PeerAction.Write)), (6, Gen.Const(PeerAction.Read)), (1, Gen.Const(PeerAction.Close)), (1, Gen.Const(PeerAction.Abort)))
            : Gen.Frequency((6, Gen.Const(PeerAction.Write)), (6, Gen.Const(PeerAction.Read)), (1, Gen.Const(PeerAction.Close)));
        return Gen.Select(Gen.Int[0, 100], action, Gen.Long[1, 6000], (after, what, size) => new PeerStep(after, what, size)).Array[0, 20];
    }
}
