using Mpsim.Models.Network;
using Mpsim.Models.Units;
using Mpsim.Scenarios.Plan;
using Mpsim.Traces;

namespace Mpsim.Assembly;

/// <summary>The traces of a scenario, each read once: schedules do not change, so all runs share them.</summary>
public sealed class TraceLibrary
{
    private readonly Dictionary<TracePlan, RateSchedule> _schedules = [];

    private TraceLibrary()
    {
    }

    public RateSchedule this[TracePlan trace] => _schedules[trace];

    /// <summary>Reads the traces of all variants.</summary>
    /// <exception cref="TraceFormatException">A file does not hold what its format says.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static TraceLibrary Load(ScenarioPlan scenario)
    {
        var library = new TraceLibrary();
        foreach (var link in scenario.Variants.SelectMany(variant => variant.Links))
        {
            library.Add(link.Up.Trace);
            library.Add(link.Down.Trace);
        }

        return library;
    }

    private void Add(TracePlan? trace)
    {
        if (trace is not null && !_schedules.ContainsKey(trace))
        {
            _schedules.Add(trace, Read(trace));
        }
    }

    private static RateSchedule Read(TracePlan trace) => trace.Format switch
    {
        TraceFormat.PacketOpportunities => OpportunityTraceFile.Read(trace.File),
        _ => RateTraceFile.Read(trace.File, new RateColumns
        {
            Rate = trace.Column,
            Unit = UnitOf(trace.BitsPerSecondPerUnit),
            Time = trace.TimeColumn,
            Interval = trace.Interval > Duration.Zero ? trace.Interval : Duration.FromSeconds(1),
        }),
    };

    private static RateUnit UnitOf(long bitsPerSecond) => bitsPerSecond switch
    {
        1 => RateUnit.BitPerSecond,
        1_000 => RateUnit.KilobitPerSecond,
        1_000_000 => RateUnit.MegabitPerSecond,
        _ => throw new ArgumentOutOfRangeException(nameof(bitsPerSecond), bitsPerSecond, "no unit of a rate column"),
    };
}
