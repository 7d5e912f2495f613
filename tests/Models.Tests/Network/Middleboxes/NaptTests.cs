using Mpsim.Models.Network.Middleboxes;
using Mpsim.Models.Network.Sharing;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Network.Middleboxes;

/// <summary>The behaviour that RFC 4787 and RFC 5382 ask of a NAT, packet by packet.</summary>
public sealed class NaptTests
{
    private static readonly IpAddress Public = IpAddress.Of(198, 51, 100, 1);
    private static readonly Endpoint Inside = new(IpAddress.Of(192, 168, 1, 2), 40_000);
    private static readonly Endpoint Other = new(IpAddress.Of(192, 168, 1, 3), 40_000);
    private static readonly Endpoint Server = new(IpAddress.Of(203, 0, 113, 1), 80);
    private static readonly Endpoint SamePort = new(IpAddress.Of(203, 0, 113, 2), 80);
    private static readonly Endpoint SameAddress = new(IpAddress.Of(203, 0, 113, 1), 81);

    private static readonly NaptSettings Settings = new() { PublicAddress = Public };

    [Fact]
    public void Syn_from_inside_makes_a_mapping_that_preserves_the_port_and_lets_the_answer_in()
    {
        var box = new BoxBench(new Napt(Settings));

        var outward = box.Up(Inside, Server, TcpFlags.Syn);
        Assert.Equal((new Endpoint(Public, Inside.Port), Server), (outward!.Value.Source, outward.Value.Destination));
        var inward = box.Down(Server, outward.Value.Source, TcpFlags.Syn | TcpFlags.Ack);
        Assert.Equal((Server, Inside), (inward!.Value.Source, inward.Value.Destination));
        Assert.Contains("napt-mapping", box.EventKinds);
    }

    [Fact]
    public void Port_that_is_taken_is_replaced_by_another()
    {
        var box = new BoxBench(new Napt(Settings));
        var first = box.Up(Inside, Server, TcpFlags.Syn)!.Value.Source;
        var second = box.Up(Other, Server, TcpFlags.Syn)!.Value.Source;

        Assert.Equal(Inside.Port, first.Port);
        Assert.NotEqual(first.Port, second.Port);
        Assert.Equal(Other, box.Down(Server, second, TcpFlags.Syn | TcpFlags.Ack)!.Value.Destination);
    }

    [Theory]
    [InlineData(NaptBehaviour.EndpointIndependent, true, true)]
    [InlineData(NaptBehaviour.AddressDependent, false, true)]
    [InlineData(NaptBehaviour.AddressAndPortDependent, false, false)]
    public void Mapping_is_reused_as_far_as_its_behaviour_says(NaptBehaviour behaviour, bool forAnotherAddress, bool forAnotherPort)
    {
        var box = new BoxBench(new Napt(Settings with { Mapping = behaviour }));
        var mapped = box.Up(Inside, Server, TcpFlags.Syn)!.Value.Source;

        Assert.Equal(forAnotherAddress, box.Up(Inside, SamePort, TcpFlags.Syn)!.Value.Source == mapped);
        Assert.Equal(forAnotherPort, box.Up(Inside, SameAddress, TcpFlags.Syn)!.Value.Source == mapped);
    }

    [Theory]
    [InlineData(NaptBehaviour.EndpointIndependent, true, true)]
    [InlineData(NaptBehaviour.AddressDependent, false, true)]
    [InlineData(NaptBehaviour.AddressAndPortDependent, false, false)]
    public void Filter_lets_in_whom_its_behaviour_says(NaptBehaviour behaviour, bool anotherAddress, bool anotherPort)
    {
        var box = new BoxBench(new Napt(Settings with { Filtering = behaviour }));
        var mapped = box.Up(Inside, Server, TcpFlags.Syn)!.Value.Source;

        Assert.Equal(anotherAddress, box.Down(SamePort, mapped, TcpFlags.Syn) is not null);
        Assert.Equal(anotherPort, box.Down(SameAddress, mapped, TcpFlags.Syn) is not null);
    }

    [Fact]
    public void Syn_from_outside_without_a_mapping_is_dropped_and_counted()
    {
        var napt = new Napt(Settings);
        var box = new BoxBench(napt);

        Assert.Null(box.Down(Server, new Endpoint(Public, 5_000), TcpFlags.Syn));
        Assert.Null(box.Down(Server, Inside, TcpFlags.Syn));
        Assert.Contains("2 packets refused", napt.Totals, StringComparison.Ordinal);
    }

    [Fact]
    public void Mapping_lives_as_long_as_the_state_of_its_session_says()
    {
        var napt = new Napt(Settings with { SynTimeout = Duration.FromSeconds(10), EstablishedTimeout = Duration.FromSeconds(100), TransitoryTimeout = Duration.FromSeconds(20) });
        var box = new BoxBench(napt);
        var mapped = box.Up(Inside, Server, TcpFlags.Syn)!.Value.Source;
        box.At(9.9);
        Assert.Equal(1, napt.Mappings);
        box.Down(Server, mapped, TcpFlags.Syn | TcpFlags.Ack);
        box.At(109.8);
        Assert.Equal(1, napt.Mappings);
        box.Up(Inside, Server, TcpFlags.Fin | TcpFlags.Ack);
        box.Down(Server, mapped, TcpFlags.Fin | TcpFlags.Ack);
        box.At(129.7);
        Assert.Equal(1, napt.Mappings);
        box.At(129.9);
        Assert.Equal(0, napt.Mappings);
        Assert.Contains("napt-expired", box.EventKinds);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Segment_of_an_expired_mapping_is_dropped_or_answered_by_rst(bool resets)
    {
        var box = new BoxBench(new Napt(Settings with { SynTimeout = Duration.FromSeconds(10), ResetsUnknown = resets }));
        var mapped = box.Up(Inside, Server, TcpFlags.Syn)!.Value.Source;
        box.At(11);

        Assert.Null(box.Up(Inside, Server, TcpFlags.Ack));
        Assert.Equal(resets, box.LastDown is { } answer && answer.Segment.Has(TcpFlags.Rst) && answer.Destination == Inside);
        Assert.Null(box.Down(Server, mapped, TcpFlags.Ack));
        Assert.Equal(resets, box.LastUp is { } other && other.Segment.Has(TcpFlags.Rst) && other.Source == mapped);
    }

    [Fact]
    public void Ports_run_out_and_come_back()
    {
        var napt = new Napt(Settings with { Sharing = new SharingSettings { FirstPort = 2_000, LastPort = 2_001 }, SynTimeout = Duration.FromSeconds(10) });
        var box = new BoxBench(napt);
        for (ushort i = 0; i < 3; i++)
        {
            var passed = box.Up(new Endpoint(Inside.Address, (ushort)(40_000 + i)), Server, TcpFlags.Syn);
            Assert.Equal(i < 2, passed?.Source.Port is 2_000 or 2_001);
        }

        Assert.Contains("1 for want of a port", napt.Totals, StringComparison.Ordinal);
        box.At(11);
        Assert.NotNull(box.Up(Inside, Server, TcpFlags.Syn));
    }

    [Fact]
    public void Connections_from_outside_go_to_the_host_that_gets_those()
    {
        var box = new BoxBench(new Napt(Settings with { ForwardTo = Inside.Address }));
        var inward = box.Down(Server, new Endpoint(Public, 5_001), TcpFlags.Syn)!.Value;

        Assert.Equal(new Endpoint(Inside.Address, 5_001), inward.Destination);
        Assert.Equal(new Endpoint(Public, 5_001), box.Up(inward.Destination, Server, TcpFlags.Syn | TcpFlags.Ack)!.Value.Source);
    }
}
