using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>
/// Connections that were open when a proxy crashed, and came up again, without a standby that goes on with them. Where packets pass meanwhile, each end sees numbers of a
/// connection in which it has no part, in the addresses of its own; and the box that has no state makes the ends speak by acknowledgements of its own
/// invention, to end the connection. Of both tshark complains with right.
/// </summary>
internal sealed class CrashPassages
{
    /// <summary>What has left a proxy when it crashes is on its way no longer than this.</summary>
    private static readonly Duration UnderWay = Duration.FromMilliseconds(100);

    private readonly Dictionary<(Endpoint Local, Endpoint Remote), Instant> _straysFrom = [];

    /// <param name="variant">What was run.</param>
    /// <param name="packets">What was captured at a place, in the order of time.</param>
    public CrashPassages(VariantPlan variant, DissectedPacket[] packets)
    {
        Instant[] changes = [.. variant.ProxyEvents.Where(change => variant.Node(change.Node).Proxy is { Failure.Kind: not ProxyStandby.HotStandby }).Select(change => change.At).Order()];
        foreach (var connection in changes.Length == 0 ? [] : packets.GroupBy(packet => packet.Connection))
        {
            var first = connection.First();
            var hasBegunHere = first.Fields.Segment.Has(TcpFlags.Syn);
            var change = changes.FirstOrDefault(change => !hasBegunHere || first.Captured.Time < change + UnderWay, Instant.Never);
            if (change <= connection.Last().Captured.Time)
            {
                _straysFrom.Add(connection.Key, change);
            }
        }
    }

    /// <summary>The packet came after the crash, between the ends of a connection that began before.</summary>
    public bool IsStray(DissectedPacket packet) => _straysFrom.TryGetValue(packet.Connection, out var from) && packet.Captured.Time >= from;

    /// <summary>Such packets came between the ends of a path of a socket.</summary>
    public bool HasStrays(ObservedSocket socket) => socket.Socket.Paths.Any(path => _straysFrom.ContainsKey((path.Local, path.Remote)));
}
