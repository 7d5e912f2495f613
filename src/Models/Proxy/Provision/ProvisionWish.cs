using Mpsim.Models.Units;

namespace Mpsim.Models.Proxy.Provision;

/// <summary>What a UE wants reserved.</summary>
public sealed record ProvisionWish
{
    public required ProvisionLevel Level { get; init; }

    /// <summary>Port of the server of the sessions that it is about; null for a subscriber.</summary>
    public ushort? Port { get; init; }

    /// <summary>Name of the interface of the subflows that it is about; null unless it is about subflows.</summary>
    public string? Interface { get; init; }

    /// <summary>What is asked for.</summary>
    public Resources Asked { get; init; }

    /// <summary>When a subscriber asks for it.</summary>
    public Instant At { get; init; }

    /// <summary>When a subscriber gives it back.</summary>
    public Instant Until { get; init; } = Instant.Never;
}
