namespace Mpsim.Models.Apps;

/// <summary>Collects what became of all flows of a run.</summary>
public sealed class FlowRecorder
{
    private readonly List<FlowRecord> _flows = [];
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);

    /// <summary>The flows in the order in which they were added.</summary>
    public IReadOnlyList<FlowRecord> Flows => _flows;

    /// <summary>Nothing more will be transferred by any flow.</summary>
    public bool HasEnded
    {
        get
        {
            foreach (var flow in _flows)
            {
                if (!flow.HasEnded)
                {
                    return false;
                }
            }

            return true;
        }
    }

    /// <summary>Adds a flow.</summary>
    /// <exception cref="ArgumentException">There is one of that name.</exception>
    public FlowRecord Add(string name)
    {
        if (!_names.Add(name))
        {
            throw new ArgumentException($"there are two flows named {name}", nameof(name));
        }

        var flow = new FlowRecord(name);
        _flows.Add(flow);
        return flow;
    }
}
