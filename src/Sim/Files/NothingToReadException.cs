namespace Mpsim.Files;

/// <summary>A file has no octets as far as the system knows without opening it: it is empty, or a pipe or a device, which may have no end.</summary>
/// <param name="path">The file.</param>
public sealed class NothingToReadException(string path) : IOException($"'{path}' has nothing to read: {Cause}")
{
    /// <summary>The cause as a clause, where the file is named already.</summary>
    public const string Cause = "it is empty, or a pipe or a device";
}
