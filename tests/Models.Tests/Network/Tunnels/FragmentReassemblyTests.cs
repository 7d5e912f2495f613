using Mpsim.Models.Kernel;
using Mpsim.Models.Network.Tunnels;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Network.Tunnels;

public sealed class FragmentReassemblyTests
{
    private readonly PacketPool _pool = new();
    private readonly Scheduler _scheduler = new();

    [Fact]
    public void Fragments_of_one_packet_make_it_whole()
    {
        var reassembly = New(ushort.MaxValue);

        Assert.Null(reassembly.Take(Piece(1, isLast: true), Instant.Zero));

        Assert.Equal(1500, reassembly.Take(Piece(1, isLast: false), Instant.Zero)?.WireLength);
        Assert.Equal((0, 0), (reassembly.Count, reassembly.Lost));
    }

    [Theory]
    [InlineData(ushort.MaxValue, true)]
    [InlineData(uint.MaxValue, false)]
    public void Fragments_of_two_packets_of_one_identification_make_none(uint identifications, bool isMixed)
    {
        // RFC 4963: the first fragment of the older packet is lost, and 65,536 packets later the number comes again.
        var reassembly = New(identifications);
        Assert.Null(reassembly.Take(Piece(1, isLast: true), Instant.Zero));

        Assert.Null(reassembly.Take(Piece(65_537, isLast: false), Instant.Zero));
        Assert.Equal(isMixed ? 1 : 0, reassembly.Lost);

        var whole = reassembly.Take(Piece(65_537, isLast: true), Instant.Zero);
        Assert.Equal(isMixed ? null : 1500, whole?.WireLength);
        Assert.Equal(1, reassembly.Count);
    }

    private FragmentReassembly New(uint identifications) => new(_scheduler, _pool, 1480, identifications);

    private Packet Piece(uint identification, bool isLast)
    {
        var packet = _pool.Rent();
        packet.Fragment = isLast ? new PacketFragment(identification, 1480, 20, false) : new PacketFragment(identification, 0, 1480, true);
        return packet;
    }
}
