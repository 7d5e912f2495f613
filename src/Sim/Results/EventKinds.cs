namespace Mpsim.Results;

/// <summary>The kinds of logged events that charts read; other kinds are for people only.</summary>
public static class EventKinds
{
    /// <summary>An outage starts; the entity is the link's name.</summary>
    public const string LinkDown = "link-down";

    /// <summary>An outage ends; the entity is the link's name.</summary>
    public const string LinkUp = "link-up";

    /// <summary>The outside has given a NAPT another address; the entity is the box's name.</summary>
    public const string AddressChanged = "napt-address-changed";

    /// <summary>What may interrupt a transfer.</summary>
    public static IReadOnlyList<string> Disruptions { get; } = [LinkDown, AddressChanged];
}
