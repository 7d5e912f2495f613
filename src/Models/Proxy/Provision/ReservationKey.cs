using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy.Provision;

/// <summary>What a reservation is about; there is one at a time of each.</summary>
/// <param name="Level">Whether it is about a subscriber, a session or a subflow.</param>
/// <param name="Subscriber">Name of the subscriber.</param>
/// <param name="Ue">The UE's end of the session; none for a subscriber.</param>
/// <param name="Server">The server's end of the session; none for a subscriber.</param>
/// <param name="Access">The UE's address on the access of the subflow; none otherwise.</param>
public readonly record struct ReservationKey(ProvisionLevel Level, string Subscriber, Endpoint Ue = default, Endpoint Server = default, IpAddress Access = default)
{
    /// <summary>The same session, or a subflow of it.</summary>
    internal bool IsOfSession(in Endpoint ue, in Endpoint server) => Level != ProvisionLevel.Subscriber && Ue == ue && Server == server;

    public override string ToString() => Level switch
    {
        ProvisionLevel.Subscriber => Subscriber,
        ProvisionLevel.Session => $"{Ue} - {Server} of {Subscriber}",
        _ => $"a subflow from {Access} of {Ue} - {Server} of {Subscriber}",
    };
}
