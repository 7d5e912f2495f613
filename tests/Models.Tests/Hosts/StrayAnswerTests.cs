using Mpsim.Models.Tests.Mptcp;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Hosts;

/// <summary>RFC 9293 section 3.10.7.1: segments for a connection that does not exist.</summary>
public sealed class StrayAnswerTests
{
    [Fact]
    public void Stray_acknowledgement_is_answered_by_a_reset_that_acknowledges_nothing()
    {
        var pair = new MptcpPair([new PathSpec(10, 10)]);
        pair.Connect(down: 100_000);
        pair.RunUntil(1);

        // Packets of the transfer are used again, with numbers of theirs left in them.
        var stray = pair.Pool.Rent();
        stray.Source = new Endpoint(MptcpPair.UeAddress(0), 5);
        stray.Destination = new Endpoint(MptcpPair.ServerAddress(), MptcpPair.Port);
        stray.Segment.Flags = TcpFlags.Ack;
        (stray.Segment.Seq, stray.Segment.Ack, stray.Segment.Window) = (1000, 2000, 3000);
        stray.Measure();
        pair.Uplinks[0].Send(stray);
        pair.RunUntil(2);

        var reset = pair.ServerTap.Trace.Last(packet => !packet.ToServer).Segment;
        Assert.Equal((TcpFlags.Rst, 2000u, 0u, (ushort)0), (reset.Flags, reset.Seq, reset.Ack, reset.Window));
    }
}
