namespace Mpsim.Scenarios.Plan;

/// <summary>The TCP settings of a node, for plain connections and for subflows alike.</summary>
public sealed record TcpPlan
{
    /// <summary>A name of <see cref="Scenarios.PluginNames.CongestionControls"/>.</summary>
    public required string CongestionControl { get; init; }

    /// <summary>Whether CUBIC may leave slow start by HyStart.</summary>
    public required bool HyStart { get; init; }

    public required bool Sack { get; init; }

    public required bool Timestamps { get; init; }

    public required bool WindowScale { get; init; }

    public required bool DelayedAck { get; init; }

    /// <summary>In segments (RFC 6928).</summary>
    public required int InitialWindow { get; init; }

    /// <summary>Explicit Congestion Notification is asked for and accepted.</summary>
    public required bool Ecn { get; init; }

    /// <summary>Data leave at a rate rather than a window at once.</summary>
    public required bool Pacing { get; init; }

    /// <summary>TCP Fast Open, and at which side.</summary>
    public required FastOpenPlan FastOpen { get; init; }

    /// <summary>Fast Open needs a cookie.</summary>
    public required bool FastOpenCookies { get; init; }

    public required BufferPlan ReceiveBuffer { get; init; }

    public required BufferPlan SendBuffer { get; init; }

    /// <summary>Switches the Nagle algorithm off.</summary>
    public required bool NoDelay { get; init; }
}
