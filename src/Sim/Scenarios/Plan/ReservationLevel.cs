namespace Mpsim.Scenarios.Plan;

/// <summary>What a request for resources is for.</summary>
public enum ReservationLevel
{
    /// <summary>All sessions of a UE.</summary>
    Subscriber,

    /// <summary>A session that it opens.</summary>
    Session,

    /// <summary>A further subflow of a session.</summary>
    Subflow,
}
