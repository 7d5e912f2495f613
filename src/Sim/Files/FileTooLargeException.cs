namespace Mpsim.Files;

/// <summary>A file has more octets than what is read from one.</summary>
/// <param name="path">The file.</param>
/// <param name="limit">The most octets.</param>
public sealed class FileTooLargeException(string path, long limit) : IOException($"'{path}' is larger than {limit >> 20} MiB")
{
    /// <summary>The cause as a clause, where the file is named already.</summary>
    public string Trouble { get; } = $"it is larger than {limit >> 20} MiB";
}
