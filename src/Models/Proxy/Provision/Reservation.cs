using Mpsim.Models.Units;

namespace Mpsim.Models.Proxy.Provision;

/// <summary>What a proxy has in its books for one request; also of a refusal, so that a repetition is known as one.</summary>
internal sealed class Reservation
{
    /// <summary>The request that it answers.</summary>
    public long Number { get; set; }

    public Resources Granted { get; set; }

    public ProvisionOutcome Outcome { get; set; }

    /// <summary>When it ends unless it is refreshed.</summary>
    public Instant ExpiresAt { get; set; }

    /// <summary>Sessions that are set aside.</summary>
    public int Sessions => Outcome == ProvisionOutcome.Refused ? 0 : Granted.Sessions ?? 0;

    /// <summary>Subflows that are set aside.</summary>
    public int Subflows => Outcome == ProvisionOutcome.Refused ? 0 : Granted.SubflowsInAll;
}
