using Mpsim.Models.Units;
using Mpsim.Scenarios.Errors;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>
/// The simulated time, as the bound of everything that is scheduled. A run that an override has cut short just never reaches what
/// the file schedules later; in the file itself that is a mistake, as in a template that nothing cuts short.
/// </summary>
internal sealed record RunSpan(Duration Duration, Layer Layer)
{
    public Instant End => Instant.Zero + Duration;

    public void Check(MappingReader reader, Key<Instant> key, Instant at, ErrorList errors)
    {
        if (Layer <= Layer.File && Duration > Duration.Zero && at >= End && reader.Find(key) is { } node && node.Layer >= Layer)
        {
            errors.Add(node.Position, reader.PathOf(key), $"{key.Form.Write(at)} is not before the end of the run",
                $"less than the duration, {key.Form.Write(End)}");
        }
    }
}
