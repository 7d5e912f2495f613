namespace Mpsim.Files;

/// <summary>Something that was to be written could not be. The message has the path and the cause, in words for people.</summary>
public sealed class UnwritableException : Exception
{
    /// <param name="path">What was to be written.</param>
    /// <param name="cause">What the system said; where that is one of these, the place where it first arose counts.</param>
    public UnwritableException(string path, Exception cause)
        : this((cause as UnwritableException)?.Path ?? path, (cause as UnwritableException)?.Trouble ?? FileTrouble.Of(cause, path), cause)
    {
    }

    private UnwritableException(string path, string trouble, Exception cause)
        : base($"'{path}' cannot be written: {trouble}", cause)
    {
        Path = path;
        Trouble = trouble;
    }

    /// <summary>What was to be written.</summary>
    public string Path { get; }

    /// <summary>Why it could not be, as a clause.</summary>
    public string Trouble { get; }
}
