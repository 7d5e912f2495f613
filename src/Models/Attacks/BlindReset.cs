using Mpsim.Models.Kernel;
using Mpsim.Models.Probes;
using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Attacks;

/// <summary>
/// RSTs in the UE's name with sequence numbers that are guessed (RFC 5961 section 1.2): only the very next number resets, one within the window brings a challenge
/// ACK to the UE (section 3.2), and a subflow that is reset is not the session.
/// </summary>
public sealed class BlindReset(AttackerNode node, Scheduler scheduler, AttackSettings settings, RandomStream chance, EventSink log, Eavesdropper seen)
    : Attack(node, scheduler, settings, chance, log)
{
    protected override void Strike(Instant now)
    {
        if (seen.Latest is not { } connection)
        {
            return;
        }

        var packet = Rent(connection.Ue, connection.Server, TcpFlags.Rst);
        packet.Segment.Seq = Chance.NextUInt32();
        packet.Segment.Window = 0;
        Send(packet);
    }
}
