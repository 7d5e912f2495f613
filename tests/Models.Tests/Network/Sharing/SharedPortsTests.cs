using Mpsim.Models.Kernel;
using Mpsim.Models.Network.Sharing;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Network.Sharing;

/// <summary>RFC 6888, RFC 7422: who gets which ports, and who gets none.</summary>
public sealed class SharedPortsTests
{
    private static readonly IpAddress First = IpAddress.Of(198, 51, 100, 1);
    private static readonly IpAddress Second = IpAddress.Of(198, 51, 100, 2);
    private static readonly SharingSettings Ten = new() { Addresses = [First], FirstPort = 2_000, LastPort = 2_009, BlockSize = 4, BlocksPerSubscriber = 2 };

    [Fact]
    public void Port_is_preserved_while_it_is_free_and_else_the_next_one_is_given()
    {
        var ports = new SharedPorts(Ten);

        Assert.Equal([2_005, 2_000, 2_001], new[] { 2_005, 2_005, 0 }.Select((preferred, subscriber) => Take(ports, subscriber, preferred)));
    }

    [Fact]
    public void Every_port_is_given_once_and_then_none()
    {
        var ports = new SharedPorts(Ten);
        var given = Enumerable.Range(0, 11).Select(number => Take(ports, number % 3)).ToArray();

        Assert.Equal(Enumerable.Range(2_000, 10), given[..10].OfType<int>().Order());
        Assert.Null(given[10]);
        Assert.Equal((10, 10, 1, 1), (Ledger(ports).InUse, Ledger(ports).Peak, Ledger(ports).Refused, Ledger(ports).RefusedFor(PortShortage.Ports)));
    }

    [Fact]
    public void Subscriber_at_its_limit_gets_none_and_the_others_do()
    {
        var ports = new SharedPorts(Ten with { PortsPerSubscriber = 2 });

        Assert.Equal([true, true, false, true], new[] { 0, 0, 0, 1 }.Select(subscriber => Take(ports, subscriber) is not null));
        Assert.Equal(1, Ledger(ports).Of(Subscriber(0)).RefusedFor(PortShortage.SubscriberLimit));
        Return(ports, 0, 2_000);
        Assert.NotNull(Take(ports, 0));
        Assert.Equal((2, 2, 3), (Ledger(ports).Of(Subscriber(0)).InUse, Ledger(ports).Of(Subscriber(0)).Peak, Ledger(ports).Of(Subscriber(0)).Given));
    }

    [Fact]
    public void Port_on_hold_is_given_to_nobody_until_its_time_is_over()
    {
        var ports = new SharedPorts(Ten with { LastPort = 2_000, Hold = Duration.FromSeconds(120) });
        Take(ports, 0);
        Return(ports, 0, 2_000, at: 10);

        Assert.Null(Take(ports, 1, at: 129.9));
        Assert.Equal(1, ports.LedgerAt(Instant.FromSeconds(129.9)).InUse);
        Assert.Equal(2_000, Take(ports, 1, at: 130));
    }

    [Fact]
    public void All_ports_of_a_subscriber_are_of_one_address_where_pooling_is_paired()
    {
        var paired = new SharedPorts(Ten with { Addresses = [First, Second], LastPort = 2_003 });
        var addresses = Enumerable.Range(0, 4).Select(number => TakeFrom(paired, number % 2)!.Value.Address).ToArray();

        // The second subscriber gets the address with more room.
        Assert.Equal([First, Second, First, Second], addresses);
        Assert.Equal([2_002, 2_003, null], Enumerable.Range(0, 3).Select(_ => Take(paired, 0)));
        Assert.NotNull(Take(paired, 1));

        var arbitrary = new SharedPorts(Ten with { Addresses = [First, Second], LastPort = 2_003, IsPaired = false });
        Assert.Equal(8, Enumerable.Range(0, 9).Count(_ => TakeFrom(arbitrary, 0) is not null));
    }

    [Fact]
    public void Subscriber_without_ports_may_come_to_another_address()
    {
        var ports = new SharedPorts(Ten with { Addresses = [First, Second] });
        var own = TakeFrom(ports, 0)!.Value;
        Take(ports, 1);
        Take(ports, 1);
        ports.Return(Subscriber(0), own, default);
        Take(ports, 2);

        Assert.Equal((First, Second), (own.Address, TakeFrom(new SharedPorts(Ten with { Addresses = [Second, First] }), 0)!.Value.Address));
        Assert.Equal(First, TakeFrom(ports, 0)!.Value.Address);
    }

    [Fact]
    public void Deterministic_block_follows_from_the_place_of_the_inside_address()
    {
        // Two blocks of four in ten ports: the third subscriber is on the second address.
        var ports = new SharedPorts(Ten with
        {
            Addresses = [First, Second],
            Blocks = BlockAllocation.Deterministic,
            Subscribers = [new SubscriberRange("a", Subscriber(5), 1), new SubscriberRange("b", Subscriber(0), 3)],
        });

        Assert.Equal(new Endpoint(Second, 2_004), TakeFrom(ports, 2));
        Assert.Equal(new Endpoint(First, 2_000), TakeFrom(ports, 5));
        Assert.Equal(new Endpoint(Second, 2_000), TakeFrom(ports, 1));
        Assert.Equal([2_005, 2_006, 2_007, null], Enumerable.Range(0, 4).Select(_ => Take(ports, 2)));
        Assert.Equal(1, Ledger(ports).RefusedFor(PortShortage.SubscriberBlocks));
        Assert.Null(Take(ports, 4));
        Assert.Equal(1, Ledger(ports).RefusedFor(PortShortage.Stranger));
        Assert.Equal("b", Ledger(ports).Of(Subscriber(2)).Group);
    }

    [Fact]
    public void Dynamic_blocks_come_as_they_are_needed_and_go_when_they_are_empty()
    {
        var ports = new SharedPorts(Ten with { LastPort = 2_015, Blocks = BlockAllocation.Dynamic });
        var own = Enumerable.Range(0, 9).Select(_ => Take(ports, 0)).ToArray();
        Take(ports, 1);
        Take(ports, 2);

        Assert.Equal([2_000, 2_001, 2_002, 2_003, 2_004, 2_005, 2_006, 2_007, null], own);
        Assert.Equal((2, 1), (Ledger(ports).Of(Subscriber(0)).BlocksPeak, Ledger(ports).RefusedFor(PortShortage.SubscriberBlocks)));
        Assert.Null(Take(ports, 3));
        Assert.Equal(1, Ledger(ports).RefusedFor(PortShortage.Blocks));
        for (var port = 2_000; port < 2_004; port++)
        {
            Return(ports, 0, port);
        }

        Assert.Equal(2_000, Take(ports, 3));
        Assert.Null(Take(ports, 4));
        Assert.Equal([2L, 1, 1, 1, 0], Enumerable.Range(0, 5).Select(number => Ledger(ports).Of(Subscriber(number)).BlocksGiven));
    }

    [Theory]
    [InlineData(BlockAllocation.None)]
    [InlineData(BlockAllocation.Deterministic)]
    [InlineData(BlockAllocation.Dynamic)]
    public void Books_balance_whatever_comes_and_goes(BlockAllocation blocks)
    {
        var ports = new SharedPorts(Ten with
        {
            Addresses = [First, Second],
            LastPort = 2_019,
            Blocks = blocks,
            PortsPerSubscriber = 7,
            Hold = Duration.FromSeconds(3),
            Subscribers = [new SubscriberRange("all", Subscriber(0), 10)],
        });
        var chance = new RandomStreams(1, 1).Create("ports");
        var held = new List<(int Subscriber, Endpoint Port)>();
        for (var step = 0; step < 5_000; step++)
        {
            var now = Instant.FromSeconds(step);
            var subscriber = (int)(chance.NextDouble() * 12);
            if (held.Count > 0 && chance.NextDouble() < 0.5)
            {
                var index = (int)(chance.NextDouble() * held.Count);
                ports.Return(Subscriber(held[index].Subscriber), held[index].Port, now);
                held.RemoveAt(index);
            }
            else if (ports.Take(Subscriber(subscriber), 0, now, out _) is { } port)
            {
                Assert.DoesNotContain(held, each => each.Port == port);
                held.Add((subscriber, port));
            }
        }

        var end = Instant.FromSeconds(9_999);
        Assert.Equal(held.Count, ports.LedgerAt(end).InUse);
        Assert.All(ports.LedgerAt(end).Subscribers, account => Assert.InRange(account.Peak, 0, 7));
        held.ForEach(each => ports.Return(Subscriber(each.Subscriber), each.Port, end));
        Assert.Equal(0, ports.LedgerAt(Instant.FromSeconds(20_000)).InUse);
    }

    private static IpAddress Subscriber(int number) => new(IpAddress.Of(100, 64, 0, 1).Bits + (uint)number);

    private static PortLedger Ledger(SharedPorts ports) => ports.LedgerAt(default);

    private static Endpoint? TakeFrom(SharedPorts ports, int subscriber) => ports.Take(Subscriber(subscriber), 0, default, out _);

    private static int? Take(SharedPorts ports, int subscriber, int preferred = 0, double at = 0) => ports.Take(Subscriber(subscriber), (ushort)preferred, Instant.FromSeconds(at), out _)?.Port;

    private static void Return(SharedPorts ports, int subscriber, int port, double at = 0) => ports.Return(Subscriber(subscriber), new Endpoint(First, (ushort)port), Instant.FromSeconds(at));
}
