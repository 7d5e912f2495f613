using Mpsim.Models.Probes;
using Mpsim.Models.Units;

namespace Mpsim.Models.Proxy.Failover;

/// <summary>The log of a box, which a standby keeps to itself: what it repeats has been told by the active one.</summary>
internal sealed class BoxLog(EventSink log) : EventSink
{
    public bool IsOpen { get; set; }

    public override bool IsEnabled => IsOpen && log.IsEnabled;

    public override void Record(Instant at, string entity, string kind, string detail)
    {
        if (IsOpen)
        {
            log.Record(at, entity, kind, detail);
        }
    }
}
