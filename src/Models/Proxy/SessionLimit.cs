using Mpsim.Models.Proxy.Shaping;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy;

/// <summary>What a proxy grants to some subscribers and applications at once; what is null is not limited.</summary>
public sealed record SessionLimit
{
    /// <summary>By which the log names it.</summary>
    public required string Name { get; init; }

    /// <summary>Addresses of the subscribers that it is about; null for all.</summary>
    public IReadOnlyList<AddressPrefix>? Subscribers { get; init; }

    /// <summary>Ports of the server that it is about, both ends of a range included; null for all.</summary>
    public IReadOnlyList<(ushort First, ushort Last)>? Ports { get; init; }

    /// <summary>Sessions of one UE, by the address that it opens them from.</summary>
    public int? SessionsPerUe { get; init; }

    /// <summary>Sessions to one server, by address and port.</summary>
    public int? SessionsPerServer { get; init; }

    /// <summary>Subflows of one session, the initial one included.</summary>
    public int? SubflowsPerSession { get; init; }

    /// <summary>Octets of payload a second of one session in each direction, however many subflows it has.</summary>
    public DirectedRate RatePerSession { get; init; }

    /// <summary>The same of all sessions of one UE together, by the address that it opens them from.</summary>
    public DirectedRate RatePerUe { get; init; }

    /// <summary>Octets that a limit of a rate lets pass at once after a pause.</summary>
    public long Burst { get; init; } = 64 * 1024;

    /// <summary>A rate is limited.</summary>
    public bool HasRate => RatePerSession != default || RatePerUe != default;

    /// <summary>The first limit that is about a session; negative when none is.</summary>
    internal static int IndexFor(IReadOnlyList<SessionLimit> limits, in Endpoint ue, in Endpoint server)
    {
        for (var i = 0; i < limits.Count; i++)
        {
            if (limits[i].IsAbout(ue, server))
            {
                return i;
            }
        }

        return -1;
    }

    internal bool IsAbout(in Endpoint ue, in Endpoint server) => Matching.Includes(Ports, server.Port) && Matching.Includes(Subscribers, ue.Address);
}
