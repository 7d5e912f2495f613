using Mpsim.Models.Network;

namespace Mpsim.Models.Proxy.Reports;

/// <summary>An access of a UE: what it is, and what the proxy has been told that it is.</summary>
public sealed class ReportedAccess
{
    private readonly IReadOnlyList<string> _order;
    private long _misjudgedBefore;
    private long _octetsAtTurn;

    /// <param name="name">Name of the access.</param>
    /// <param name="ue">Name of the UE.</param>
    /// <param name="type">What it is.</param>
    /// <param name="order">Types in the order of preference.</param>
    internal ReportedAccess(string name, string ue, string type, IReadOnlyList<string> order)
    {
        _order = order;
        (Name, Ue, Type) = (name, ue, type);
        Place = order.Count;
    }

    public string Name { get; }

    public string Ue { get; }

    /// <summary>What it is, which the proxy does not see.</summary>
    public string Type { get; private set; }

    /// <summary>What the proxy has been told last; null before the first report.</summary>
    public string? Reported { get; private set; }

    /// <summary>Its place in the order of preference by what was reported, the first being 0; what is not named or not known comes last.</summary>
    public int Place { get; private set; }

    /// <summary>The links of the access in both directions, that of the UE's own packets first.</summary>
    public IReadOnlyList<Link> Links { get; set; } = [];

    /// <summary>The proxy has been told something that is not so, or no longer.</summary>
    public bool IsMisjudged => Reported is not null && Reported != Type;

    /// <summary>Octets of IP packets that the access delivered in both directions while it was misjudged.</summary>
    public long MisjudgedOctets => _misjudgedBefore + (IsMisjudged ? Octets - _octetsAtTurn : 0);

    private long Octets
    {
        get
        {
            long octets = 0;
            for (var i = 0; i < Links.Count; i++)
            {
                octets += Links[i].Delivered.Bytes;
            }

            return octets;
        }
    }

    internal void Become(string type)
    {
        _misjudgedBefore = MisjudgedOctets;
        _octetsAtTurn = Octets;
        Type = type;
    }

    internal void Learn(string type)
    {
        _misjudgedBefore = MisjudgedOctets;
        _octetsAtTurn = Octets;
        Reported = type;
        Place = 0;
        while (Place < _order.Count && _order[Place] != type)
        {
            Place++;
        }
    }
}
