using Mpsim.Models.Units;

namespace Mpsim.Models.Probes;

/// <summary>Takes the log of what happened: handshakes, joins, fallbacks, outages, state changes. Never changes behaviour.</summary>
public abstract class EventSink
{
    /// <summary>A sink that keeps nothing.</summary>
    public static readonly EventSink None = new NoEvents();

    /// <summary>False when nothing is kept, so that callers need not build texts.</summary>
    public virtual bool IsEnabled => true;

    /// <param name="at">When.</param>
    /// <param name="entity">Name of the node, link, flow or subflow it happened to.</param>
    /// <param name="kind">A short fixed word in kebab case: <c>mptcp-established</c>, <c>fallback</c>, <c>link-down</c>.</param>
    /// <param name="detail">Free text for people.</param>
    public abstract void Record(Instant at, string entity, string kind, string detail);

    private sealed class NoEvents : EventSink
    {
        public override bool IsEnabled => false;

        public override void Record(Instant at, string entity, string kind, string detail)
        {
        }
    }
}
