using Mpsim.Models.Wire;

namespace Mpsim.Models.Mptcp.Paths;

/// <summary>A subflow that the path manager wants opened.</summary>
/// <param name="LocalId">Address identifier of the local address; without meaning where that is none.</param>
/// <param name="Local">Local address; none leaves it to the routes of the host.</param>
/// <param name="RemoteId">Address identifier of the remote address.</param>
/// <param name="Remote">Remote address and port.</param>
/// <param name="Backup">As a backup.</param>
public readonly record struct JoinRequest(byte LocalId, IpAddress Local, byte RemoteId, Endpoint Remote, bool Backup);
