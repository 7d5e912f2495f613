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
        if (IsBeyond(reader, key, at))
        {
            errors.Add(reader.Find(key)!.Position, reader.PathOf(key), $"{key.Form.Write(at)} is not before the end of the run",
                $"less than the duration, {key.Form.Write(End)}");
        }
    }

    /// <summary>Notes what a run never reaches and would be as it is without it.</summary>
    /// <param name="reader">The mapping of the key.</param>
    /// <param name="key">The key.</param>
    /// <param name="at">Its time; null where it has none.</param>
    /// <param name="errors">Where warnings go.</param>
    public void Note(MappingReader reader, Key<Instant> key, Instant? at, ErrorList errors)
    {
        if (at is { } time)
        {
            errors.Idle.Note(reader.PositionOf(key), reader.PathOf(key), !IsBeyond(reader, key, time), $"{key.Form.Write(time)} is not before the end of the run", $"less than the duration, {key.Form.Write(End)}");
        }
    }

    private bool IsBeyond(MappingReader reader, Key<Instant> key, Instant at) =>
        Layer <= Layer.File && Duration > Duration.Zero && at >= End && reader.Find(key) is { } node && node.Layer >= Layer;
}
