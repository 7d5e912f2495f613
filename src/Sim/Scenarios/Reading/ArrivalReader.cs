using Mpsim.Models.Units;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads how a flow's openings are spread over time.</summary>
internal sealed class ArrivalReader(ReadingContext context, RunSpan span)
{
    private ArrivalKeys Keys => context.Keys.Arrivals;

    /// <returns>Null when all connections open at the flow's start.</returns>
    public ArrivalPlan? Read(MappingReader flow, Instant start)
    {
        if (flow.Find(context.Keys.Flow.Arrivals) is null)
        {
            return null;
        }

        var reader = flow.Open(context.Keys.Flow.Arrivals, Keys.Group);
        var hasPoisson = reader.Find(Keys.Poisson) is not null;
        var hasEvery = reader.Find(Keys.Every) is not null;
        if (hasPoisson == hasEvery)
        {
            var message = hasPoisson ? "arrivals are either 'poisson' or 'every', not both" : "neither 'poisson' nor 'every' is given";
            context.Errors.Add(reader.Owner, reader.Path, message, "one of { poisson: 2 per second } and { every: 500 ms }");
        }

        reader.TryRead(hasPoisson ? Keys.Poisson : Keys.Every, out var gap);
        return new ArrivalPlan(hasPoisson, gap, Until(reader, start), reader.TryRead(Keys.Count, out var count) ? count : null);
    }

    private Instant Until(MappingReader reader, Instant start)
    {
        if (!reader.TryRead(Keys.Until, out var until))
        {
            return span.End;
        }

        if (until <= start)
        {
            context.Errors.Add(reader.Find(Keys.Until)!.Position, reader.PathOf(Keys.Until),
                $"{Keys.Until.Form.Write(until)} is not after the start", $"more than {Keys.Until.Form.Write(start)}");
        }

        return Instant.Min(until, span.End);
    }
}
