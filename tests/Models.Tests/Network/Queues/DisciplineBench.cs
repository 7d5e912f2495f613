using Mpsim.Models.Network.Queues;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Network.Queues;

/// <summary>One discipline under test: packets with a number each go in and come out at given milliseconds.</summary>
internal sealed class DisciplineBench : IQueueOwner
{
    private readonly QueueDiscipline _queue;

    public DisciplineBench(QueueDiscipline queue)
    {
        _queue = queue;
        queue.Attach(this);
    }

    /// <summary>Numbers of packets dropped, in order.</summary>
    public List<int> Dropped { get; } = [];

    /// <summary>Numbers of packets marked, in order.</summary>
    public List<int> Marked { get; } = [];

    public static Instant At(double milliseconds) => new((long)(milliseconds * 1e6));

    /// <param name="milliseconds">When it arrives.</param>
    /// <param name="number">The sequence number of its segment.</param>
    /// <param name="flow">Its port.</param>
    /// <param name="ect">Whether its transport takes marks.</param>
    /// <param name="dscp">Its codepoint.</param>
    /// <param name="bytes">Its octets.</param>
    public void In(double milliseconds, int number, ushort flow = 1, bool ect = false, byte dscp = 0, int bytes = 1500) =>
        _queue.Enqueue(
            new Packet
            {
                Source = new Endpoint(IpAddress.Of(10, 0, 0, 1), flow),
                Destination = new Endpoint(IpAddress.Of(10, 0, 0, 2), 80),
                WireLength = bytes,
                Ecn = ect ? EcnCodepoint.Ect0 : EcnCodepoint.NotEct,
                Dscp = dscp,
                Segment = { Seq = (uint)number },
            },
            At(milliseconds));

    /// <returns>The number of the packet that leaves; -1 for none.</returns>
    public int Out(double milliseconds) => _queue.Dequeue(At(milliseconds)) is { } packet ? (int)packet.Segment.Seq : -1;

    public void OnDropped(Packet packet) => Dropped.Add((int)packet.Segment.Seq);

    public void OnMarked(Packet packet)
    {
        Assert.Equal(EcnCodepoint.Ce, packet.Ecn);
        Marked.Add((int)packet.Segment.Seq);
    }
}
