using Mpsim.Models.Kernel;
using Mpsim.Models.Probes;

namespace Mpsim.Models.Proxy.Failover;

/// <summary>Makes the proxy of a box.</summary>
/// <param name="scheduler">The box's own time.</param>
/// <param name="generation">Boxes of one generation draw the same numbers; the keys and sequence numbers of another are others.</param>
/// <param name="log">The box's log.</param>
public delegate ProxyNode MakeProxy(Scheduler scheduler, int generation, EventSink log);
