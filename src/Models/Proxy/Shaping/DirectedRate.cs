using Mpsim.Models.Units;

namespace Mpsim.Models.Proxy.Shaping;

/// <summary>A limit of the rate in each direction; null does not limit.</summary>
/// <param name="Up">From the UE.</param>
/// <param name="Down">To the UE.</param>
public readonly record struct DirectedRate(DataRate? Up, DataRate? Down);
