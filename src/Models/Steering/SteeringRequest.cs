using Mpsim.Models.Hosts;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Steering;

/// <summary>A connection that is to be opened by way of a proxy.</summary>
/// <param name="Steering">How.</param>
/// <param name="Local">Local address, which decides the initial path.</param>
/// <param name="Server">Where to.</param>
/// <param name="Settings">Settings of its sockets.</param>
/// <param name="WritesFirst">The user has something to say at once, which may go in the SYN.</param>
/// <param name="Opened">Told of each socket that is opened for it: the one to the proxy, further attempts, the one without it.</param>
public sealed record SteeringRequest(SteeringSettings Steering, IpAddress Local, Endpoint Server, HostSettings Settings, bool WritesFirst, Action<ProtocolSocket> Opened);
