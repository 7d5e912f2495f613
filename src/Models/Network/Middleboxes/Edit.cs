using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Middleboxes;

/// <summary>A place of a byte stream where a gateway has put bytes of its own in place of others.</summary>
/// <param name="Position">Position of the first byte taken out, in the stream as it was sent.</param>
/// <param name="Removed">How many were taken out; at least one.</param>
/// <param name="Own">The bytes put in.</param>
/// <param name="Inserted">How many.</param>
internal readonly record struct Edit(long Position, int Removed, Payload Own, int Inserted)
{
    /// <summary>Position after the last byte taken out.</summary>
    public long End => Position + Removed;
}
