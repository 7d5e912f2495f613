using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Middleboxes;

/// <summary>
/// A device on the way that does more to packets than forward them (RFC 3234). It sees every packet of its place in both directions,
/// takes those of the headings that it works on, and passes each on, changed or not, or keeps it, or makes several of it.
/// </summary>
public abstract class Middlebox : PacketStage
{
    private PacketStage? _above;
    private PacketStage? _below;
    private Heading _works = Heading.Both;
    private bool _hasActed;

    /// <summary>Name as in a scenario.</summary>
    public abstract string Name { get; }

    /// <summary>The place and the name, as in the log of events; empty before the box stands anywhere.</summary>
    public string Entity { get; private set; } = "";

    /// <summary>What the box has done so far, in words, for the end of the log.</summary>
    public abstract string Totals { get; }

    /// <summary>Packets that the box holds back.</summary>
    public virtual int PacketsHeld => 0;

    /// <summary>Headings of the packets that the box takes; the others pass untouched.</summary>
    protected Heading Works
    {
        get => _works;
        init => _works = value;
    }

    /// <summary>Where the box stands.</summary>
    protected MiddleboxSite Site { get; private set; } = null!;

    protected Instant Now => Site.Scheduler.Now;

    internal override void Receive(Packet packet, Heading heading)
    {
        // What is in a tunnel is no TCP segment to it.
        if ((_works & heading) != 0 && packet.Outer is null)
        {
            Take(packet, heading);
        }
        else
        {
            Pass(packet, heading);
        }
    }

    internal override int LargestPacket(Heading heading) => Next(heading).LargestPacket(heading);

    internal void Place(MiddleboxSite site, string entity, PacketStage below, PacketStage above)
    {
        Site = site;
        Entity = entity;
        _below = below;
        _above = above;
        OnPlaced();
    }

    /// <summary>The box begins to work, or lets packets pass from now on.</summary>
    internal void Switch(bool on, Heading works)
    {
        _works = on ? works : Heading.None;
        Record(on ? "middlebox-on" : "middlebox-off", Name);
        if (!on)
        {
            OnSwitchedOff();
        }
    }

    /// <summary>Headings of a box that is to be switched later: it does nothing until then.</summary>
    internal Heading Disable()
    {
        var works = _works;
        _works = Heading.None;
        return works;
    }

    /// <summary>Takes a packet, which is the box's now.</summary>
    protected abstract void Take(Packet packet, Heading heading);

    /// <summary>The box stands at its place: timers may be made.</summary>
    protected virtual void OnPlaced()
    {
    }

    /// <summary>The box is switched off, and gives up what it holds.</summary>
    protected virtual void OnSwitchedOff()
    {
    }

    /// <summary>Hands a packet to whatever comes next on its way.</summary>
    protected void Pass(Packet packet, Heading heading) => Next(heading).Receive(packet, heading);

    private PacketStage Next(Heading heading) => heading == Heading.Up ? _above! : _below!;

    /// <summary>Another packet like this one.</summary>
    protected Packet Copy(Packet packet) => Site.Pool.RentCopy(packet);

    protected void Drop(Packet packet) => Site.Pool.Return(packet);

    protected void Record(string kind, string detail) => Site.Events.Record(Now, Entity, kind, detail);

    /// <summary>Writes down the first time that a box does its work; how often it did is in the totals.</summary>
    protected void RecordFirst(string kind, Packet packet)
    {
        if (!_hasActed)
        {
            _hasActed = true;
            Record(kind, $"{packet.Source} > {packet.Destination}, the first");
        }
    }
}
