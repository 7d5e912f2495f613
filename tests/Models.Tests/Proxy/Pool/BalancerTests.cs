using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Proxy.Pool;
using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Proxy.Pool;

public sealed class BalancerTests
{
    /// <summary>Where the hash of the ends points to.</summary>
    private const int Chosen = 1;

    private static readonly Endpoint Ue = new(IpAddress.Of(10, 0, 0, 1), 40_000);
    private static readonly Endpoint Server = new(IpAddress.Of(192, 168, 0, 1), 80);

    private readonly Scheduler _scheduler = new();
    private readonly PacketPool _pool = new();
    private readonly List<Tap> _members = [];
    private readonly Balancer _balancer;

    /// <summary>The member that the hash chooses drains at 1 s, and is there until the end.</summary>
    public BalancerTests()
    {
        string[] names = ["one", "two"];
        _balancer = new Balancer("front", _scheduler, _pool, new BalancerSettings
        {
            Method = BalancerMethod.Hash,
            Members = [.. names.Select((name, place) => new PoolMember(name, Instant.Zero, place == Chosen ? Instant.FromSeconds(1) : Instant.Never, Instant.Never))],
            PoolLinks = names,
            Tracks = true,
        });
        _balancer.AddInterface("access", IpAddress.Of(172, 20, 0, 1));
        for (var i = 0; i < names.Length; i++)
        {
            var member = new Tap(names[i], _scheduler, _pool) { Filter = _ => false };
            var here = _balancer.AddInterface(names[i], IpAddress.Of(172, 21, (byte)i, 1));
            var there = member.AddInterface("front", IpAddress.Of(172, 21, (byte)i, 2));
            var streams = new RandomStreams(1, 1);
            here.Egress = new Link(_scheduler, _pool, names[i], new PathSpec(100, 1).Settings(streams.Create(names[i])), there);
            _balancer.Routing.Main.Add(Server.Address, 32, here);
            _members.Add(member);
        }
    }

    [Theory]
    [InlineData(1_000, true)]
    [InlineData(999_999, false)]
    public void Repeated_syn_goes_to_the_member_that_has_the_first_and_a_new_one_does_not(uint again, bool toTheSame)
    {
        var first = Send(0.9, 1_000, TcpFlags.Syn);
        var second = Send(1.9, again, TcpFlags.Syn);
        var ack = Send(2, again + 1, TcpFlags.Ack);

        Assert.Equal((toTheSame, second), (first == second, ack));
    }

    /// <returns>The place of the member that got it.</returns>
    private int Send(double at, uint seq, TcpFlags flags)
    {
        _scheduler.Run(Instant.FromSeconds(at));
        var packet = _pool.Rent();
        (packet.Source, packet.Destination) = (Ue, Server);
        (packet.Segment.Flags, packet.Segment.Seq) = (flags, seq);
        packet.Measure();
        _balancer.Receive(packet, _balancer.FindInterface("access")!);
        _scheduler.Run(Instant.FromSeconds(at + 0.05));
        var got = _members.FindIndex(member => member.Trace.Count > 0);
        _members[got].Trace.Clear();
        return got;
    }
}
