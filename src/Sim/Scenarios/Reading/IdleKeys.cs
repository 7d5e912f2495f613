using Mpsim.Scenarios.Keys;

namespace Mpsim.Scenarios.Reading;

/// <summary>Notes keys of a mapping that have an effect only under a condition.</summary>
/// <param name="context">What all readers share.</param>
/// <param name="reader">The mapping.</param>
internal sealed class IdleKeys(ReadingContext context, MappingReader reader)
{
    /// <summary>Notes those of the keys that are there.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="areUsed">Whether they have an effect in this variant.</param>
    /// <param name="message">Why not, as a clause.</param>
    /// <param name="remedy">What would give them one.</param>
    public void Note(IEnumerable<Key> keys, bool areUsed, string message, string remedy)
    {
        foreach (var key in keys.Where(key => reader.Find(key) is not null))
        {
            context.Errors.Idle.Note(reader.PositionOf(key), reader.PathOf(key), areUsed, message, remedy);
        }
    }
}
