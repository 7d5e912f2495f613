using Mpsim.Models.Probes;
using Mpsim.Models.Units;
using Mpsim.Results;

namespace Mpsim.Measuring;

/// <summary>Keeps what the models report.</summary>
internal sealed class EventLog : EventSink
{
    private readonly List<LoggedEvent> _events = [];

    public IReadOnlyList<LoggedEvent> Events => _events;

    public override void Record(Instant at, string entity, string kind, string detail) =>
        _events.Add(new LoggedEvent(at, entity, kind, detail));
}
