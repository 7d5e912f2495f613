namespace Mpsim.Results;

/// <summary>The kinds of logged events that charts read; other kinds are for people only.</summary>
public static class EventKinds
{
    /// <summary>An outage starts; the entity is the link's name.</summary>
    public const string LinkDown = "link-down";

    /// <summary>An attack begins; the entity is its name.</summary>
    public const string AttackBegins = "attack-begins";

    /// <summary>An attack ends; the entity is its name.</summary>
    public const string AttackEnds = "attack-ends";

    /// <summary>An outage ends; the entity is the link's name.</summary>
    public const string LinkUp = "link-up";

    /// <summary>The outside has given a NAPT another address; the entity is the box's name.</summary>
    public const string AddressChanged = "napt-address-changed";

    /// <summary>A proxy stops working; the entity is its name.</summary>
    public const string ProxyCrash = "proxy-crash";

    /// <summary>Another box has taken over for it.</summary>
    public const string ProxyTakeover = "proxy-takeover";

    /// <summary>It works again, or stands by.</summary>
    public const string ProxyUp = "proxy-up";

    /// <summary>What may interrupt a transfer.</summary>
    public static IReadOnlyList<string> Disruptions { get; } = [LinkDown, AddressChanged, ProxyCrash];
}
