using Mpsim.Models.Network.Middleboxes;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Network.Middleboxes;

/// <summary>What another outside address does to a NAT's connections.</summary>
public sealed class NaptRenumberingTests
{
    private static readonly IpAddress Former = IpAddress.Of(198, 51, 100, 1);
    private static readonly IpAddress Public = IpAddress.Of(198, 51, 100, 2);
    private static readonly Endpoint Inside = new(IpAddress.Of(192, 168, 1, 2), 40_000);
    private static readonly Endpoint Server = new(IpAddress.Of(203, 0, 113, 1), 80);

    private readonly Napt _napt = new(new NaptSettings { PublicAddress = Former });

    [Fact]
    public void Connections_of_the_former_address_are_lost_in_both_directions_and_new_ones_have_the_new_address()
    {
        var box = new BoxBench(_napt);
        Assert.Equal(Former, box.Up(Inside, Server, TcpFlags.Syn)!.Value.Source.Address);

        _napt.ChangeAddress(Public);

        Assert.Null(box.Up(Inside, Server, TcpFlags.Ack));
        Assert.Null(box.Down(Server, new Endpoint(Former, Inside.Port), TcpFlags.Ack));
        Assert.Null(box.Down(Server, new Endpoint(Public, Inside.Port), TcpFlags.Ack));
        var again = box.Up(Inside, Server, TcpFlags.Syn)!.Value;
        Assert.Equal(new Endpoint(Public, Inside.Port), again.Source);
        Assert.Equal(Inside, box.Down(Server, again.Source, TcpFlags.Syn | TcpFlags.Ack)!.Value.Destination);
        Assert.Contains("napt-address-changed", box.EventKinds);
    }

    [Fact]
    public void Session_of_a_former_address_takes_nothing_with_it_when_it_is_forgotten()
    {
        var box = new BoxBench(_napt);
        box.Up(Inside, Server, TcpFlags.Syn);
        _napt.ChangeAddress(Public);
        box.At(200);
        box.Up(Inside, Server, TcpFlags.Syn);
        box.At(300);

        Assert.Equal(1, _napt.Mappings);
        Assert.Equal(Inside, box.Down(Server, new Endpoint(Public, Inside.Port), TcpFlags.Syn | TcpFlags.Ack)!.Value.Destination);
    }

    [Fact]
    public void Endpoints_of_former_addresses_are_still_known_by_who_had_them()
    {
        var box = new BoxBench(_napt);
        box.Up(Inside, Server, TcpFlags.Syn);
        _napt.ChangeAddress(Public);

        Assert.True(_napt.TryFindInside(new Endpoint(Former, Inside.Port), out var inside));
        Assert.Equal(Inside, inside);
        Assert.False(_napt.TryFindInside(new Endpoint(Public, Inside.Port), out _));
    }
}
