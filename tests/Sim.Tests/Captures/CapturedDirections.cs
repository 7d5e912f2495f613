using Mpsim.Models.Hosts;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>What was captured at a place, told apart by connection and direction.</summary>
internal sealed class CapturedDirections
{
    private readonly ILookup<(Endpoint Local, Endpoint Remote), DissectedPacket> _sent;
    private readonly ILookup<(Endpoint Local, Endpoint Remote), DissectedPacket> _arrived;
    private readonly Dictionary<(uint Iss, uint Irs), (Endpoint Local, Endpoint Remote)>? _byNumbers;

    /// <param name="packets">In the order of time.</param>
    /// <param name="isTranslated">A translator stands between the link and the node, so that the capture has other addresses than the sockets.</param>
    public CapturedDirections(DissectedPacket[] packets, bool isTranslated)
    {
        _sent = packets.Where(packet => packet.IsOutbound).ToLookup(packet => packet.Connection);
        _arrived = packets.Where(packet => !packet.IsOutbound).ToLookup(packet => packet.Connection);
        if (isTranslated)
        {
            _byNumbers = [];
            foreach (var sent in _sent)
            {
                if (FirstNumber(sent) is { } iss && FirstNumber(_arrived[sent.Key]) is { } irs)
                {
                    Assert.True(_byNumbers.TryAdd((iss, irs), sent.Key), $"two connections with the same first numbers: {sent.Key}");
                }
            }
        }
    }

    /// <summary>What an end has sent by one of its connections.</summary>
    public DissectedPacket[] Sent(SocketPath path) => Sent(path, Instant.Never);

    /// <summary>What it has sent until then.</summary>
    public DissectedPacket[] Sent(SocketPath path, Instant end) => [.. _sent[KeyOf(path)].TakeWhile(packet => packet.Captured.Time < end)];

    /// <summary>What has come for it until then.</summary>
    public DissectedPacket[] Arrived(SocketPath path, Instant end) => [.. _arrived[KeyOf(path)].TakeWhile(packet => packet.Captured.Time < end)];

    /// <summary>A translator leaves the numbers of the two SYNs as they are, by which the connection is known on its other side.</summary>
    private (Endpoint Local, Endpoint Remote) KeyOf(SocketPath path)
    {
        var own = (path.Local, path.Remote);
        return _byNumbers is null || _sent.Contains(own) || _arrived.Contains(own) ? own : _byNumbers.GetValueOrDefault((path.Tcp.Iss, path.Tcp.Irs), own);
    }

    private static uint? FirstNumber(IEnumerable<DissectedPacket> segments) => segments.FirstOrDefault(packet => packet.Fields.Segment.Has(TcpFlags.Syn))?.Fields.Segment.Seq;
}
