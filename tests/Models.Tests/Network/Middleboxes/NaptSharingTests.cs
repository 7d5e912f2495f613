using Mpsim.Models.Network.Middleboxes;
using Mpsim.Models.Network.Sharing;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Network.Middleboxes;

/// <summary>A NAPT whose inside shares few ports (RFC 6888).</summary>
public sealed class NaptSharingTests
{
    private static readonly IpAddress Public = IpAddress.Of(198, 51, 100, 1);
    private static readonly IpAddress Further = IpAddress.Of(198, 51, 100, 2);
    private static readonly Endpoint Server = new(IpAddress.Of(203, 0, 113, 1), 80);

    [Theory]
    [InlineData(NaptExhaustion.Drop)]
    [InlineData(NaptExhaustion.Reset)]
    public void Syn_for_which_there_is_no_port_is_dropped_or_answered_and_nothing_makes_room_for_it(NaptExhaustion exhaustion)
    {
        var napt = Napt(new SharingSettings { FirstPort = 2_000, LastPort = 2_000 }, exhaustion);
        var box = new BoxBench(napt);
        var mapped = box.Up(Inside(0), Server, TcpFlags.Syn)!.Value.Source;

        Assert.Null(box.Up(Inside(1), Server, TcpFlags.Syn));
        Assert.Equal(exhaustion == NaptExhaustion.Reset, box.LastDown is { } answer && answer.Segment.Has(TcpFlags.Rst) && answer.Destination == Inside(1));
        Assert.Equal((1, 1), (napt.Ports.Refused, napt.Ports.InUse));
        Assert.Equal(Inside(0), box.Down(Server, mapped, TcpFlags.Syn | TcpFlags.Ack)!.Value.Destination);
    }

    [Fact]
    public void Port_of_a_closed_session_is_given_again_when_its_state_and_the_hold_are_over()
    {
        var napt = Napt(new SharingSettings { FirstPort = 2_000, LastPort = 2_000, Hold = Duration.FromSeconds(100) });
        var box = new BoxBench(napt);
        var mapped = box.Up(Inside(0), Server, TcpFlags.Syn)!.Value.Source;
        box.Down(Server, mapped, TcpFlags.Syn | TcpFlags.Ack);
        box.Up(Inside(0), Server, TcpFlags.Fin | TcpFlags.Ack);
        box.Down(Server, mapped, TcpFlags.Fin | TcpFlags.Ack);

        box.At(339);
        Assert.Equal((0, 1), (napt.Mappings, napt.Ports.InUse));
        Assert.Null(box.Up(Inside(1), Server, TcpFlags.Syn));
        box.At(341);
        Assert.NotNull(box.Up(Inside(1), Server, TcpFlags.Syn));
    }

    [Fact]
    public void Each_subscriber_keeps_to_one_of_several_addresses_and_both_let_answers_in()
    {
        var box = new BoxBench(Napt(new SharingSettings { Addresses = [Public, Further] }));
        var mapped = Enumerable.Range(0, 4).Select(number => box.Up(new Endpoint(Inside(number % 2).Address, (ushort)(40_000 + number)), Server, TcpFlags.Syn)!.Value.Source).ToArray();

        Assert.Equal([Public, Further, Public, Further], mapped.Select(each => each.Address));
        Assert.Equal(new Endpoint(Inside(1).Address, 40_003), box.Down(Server, mapped[3], TcpFlags.Syn | TcpFlags.Ack)!.Value.Destination);
        Assert.Null(box.Down(Server, new Endpoint(IpAddress.Of(198, 51, 100, 3), 40_003), TcpFlags.Syn | TcpFlags.Ack));
    }

    [Fact]
    public void Mapping_for_each_destination_takes_a_port_for_each()
    {
        var napt = new Napt(new NaptSettings { PublicAddress = Public, Mapping = NaptBehaviour.AddressAndPortDependent, Sharing = new SharingSettings { PortsPerSubscriber = 2 } });
        var box = new BoxBench(napt);
        var passed = Enumerable.Range(0, 3).Select(number => box.Up(Inside(0), new Endpoint(Server.Address, (ushort)(80 + number)), TcpFlags.Syn) is not null);

        Assert.Equal([true, true, false], passed);
        Assert.Equal(2, napt.Ports.Of(Inside(0).Address).Peak);
    }

    private static Napt Napt(SharingSettings sharing, NaptExhaustion exhaustion = NaptExhaustion.Drop) => new(new NaptSettings { PublicAddress = Public, Sharing = sharing, WhenExhausted = exhaustion });

    private static Endpoint Inside(int number) => new(IpAddress.Of(192, 168, 1, (byte)(2 + number)), 40_000);
}
