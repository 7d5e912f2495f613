namespace Mpsim.Results;

/// <summary>The kinds of logged events that charts read; other kinds are for people only.</summary>
public static class EventKinds
{
    /// <summary>An outage starts; the entity is the link's name.</summary>
    public const string LinkDown = "link-down";

    /// <summary>An outage ends; the entity is the link's name.</summary>
    public const string LinkUp = "link-up";
}
