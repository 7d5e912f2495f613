using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tests.Mptcp;

/// <summary>A tester on the wire: a router that writes down every packet, and may change or drop it.</summary>
internal sealed class Tap(string name, Scheduler scheduler, PacketPool pool) : Node(name, pool)
{
    /// <summary>Every packet as it arrived, before the filter, unless <see cref="RecordsWhatLeaves"/>.</summary>
    public List<TappedPacket> Trace { get; } = [];

    /// <summary>Sees every packet, and may change it; false drops it.</summary>
    public Func<Packet, bool> Filter { get; set; } = _ => true;

    /// <summary>Packets are written down.</summary>
    public bool Records { get; set; } = true;

    /// <summary>Packets are written down as the filter lets them go, not as they came.</summary>
    public bool RecordsWhatLeaves { get; set; }

    public override void Receive(Packet packet, Interface arrivedOn)
    {
        if (Records && !RecordsWhatLeaves)
        {
            Record(packet);
        }

        if (!Filter(packet))
        {
            Pool.Return(packet);
            return;
        }

        if (RecordsWhatLeaves)
        {
            Record(packet);
        }

        Forward(packet);
    }

    private void Record(Packet packet) => Trace.Add(new TappedPacket(scheduler.Now, packet.Source, packet.Destination, packet.WireLength, packet.Segment));

    public void Inject(Packet packet) => Forward(packet);
}

internal sealed record TappedPacket(Instant At, Endpoint Source, Endpoint Destination, int WireLength, Segment Segment)
{
    public bool ToServer => MptcpPair.IsToServer(Destination);

    public override string ToString() => $"{At} {Source} > {Destination} {Describe(Segment)}";

    public static string Describe(in Segment segment)
    {
        var text = $"{segment.Flags} seq {segment.Seq} ack {segment.Ack} win {segment.Window} len {segment.PayloadLength}";
        if (segment.HasDss)
        {
            text += $" dss[{segment.Dss}] dack {segment.DataAck} dsn {segment.Dsn} ssn {segment.SubflowSeq} dlen {segment.DataLength}";
        }

        for (var i = 0; i < segment.SackCount; i++)
        {
            text += $" sack {segment.Sack[i]}";
        }

        return segment.Options is { } options ? text + Describe(options) : text;
    }

    private static string Describe(SegmentOptions o)
    {
        var text = o.MpCapable is { } capable ? $" capable v{capable.Version} keys {capable.SenderKey:x} {capable.ReceiverKey:x} data {capable.DataLength}" : "";
        text += o.MpJoin is { } join ? $" join {join.Kind} backup {join.Backup} id {join.AddressId} token {join.Token:x}" : "";
        text += o.AddAddress is { } address ? $" add {address.AddressId} {address.Address} echo {address.Echo}" : "";
        text += o.MpPrio is { } priority ? $" prio backup {priority.Backup}" : "";
        text += o.MpFastclose is not null ? " fastclose" : "";
        return text + (o.MpTcpRst is { } reset ? $" reset {reset.Reason}" : "");
    }
}
