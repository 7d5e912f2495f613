using Mpsim.Models.Probes;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Mptcp;

/// <summary>Keeps all events.</summary>
internal sealed class EventLog : EventSink
{
    public List<(Instant At, string Entity, string Kind, string Detail)> All { get; } = [];

    public IEnumerable<string> Kinds(string entity) => All.Where(e => e.Entity == entity).Select(e => e.Kind);

    public override void Record(Instant at, string entity, string kind, string detail) => All.Add((at, entity, kind, detail));
}
