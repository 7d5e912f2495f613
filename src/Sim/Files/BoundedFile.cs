namespace Mpsim.Files;

/// <summary>
/// Files read whole, up to a size. Pipes and devices under a name of the file system are refused before they are opened: to open a pipe waits for somebody
/// who writes, and a device such as <c>/dev/zero</c> has no end.
/// </summary>
public static class BoundedFile
{
    private const int Step = 64 << 10;

    /// <summary>Opens a file to be read.</summary>
    /// <exception cref="NothingToReadException">It is empty, or none that has an end.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static FileStream Open(string path)
    {
        // The system tells no length of pipes and devices. What a shell has opened already, such as standard input, has no name that exists.
        var file = new FileInfo(path);
        var target = file.Exists && file.LinkTarget is not null ? file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file : file;
        return target is { Exists: true, Length: 0 }
            ? throw new NothingToReadException(path)
            : new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
    }

    /// <summary>What is in a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limit">The most octets.</param>
    /// <exception cref="NothingToReadException">It is empty, or none that has an end.</exception>
    /// <exception cref="FileTooLargeException">There is more.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static byte[] Read(string path, long limit)
    {
        using var file = Open(path);
        using var all = new MemoryStream();
        var step = new byte[Step];
        for (int count; (count = file.Read(step)) > 0;)
        {
            if (all.Length + count > limit)
            {
                throw new FileTooLargeException(path, limit);
            }

            all.Write(step, 0, count);
        }

        return all.ToArray();
    }

    /// <summary>The same as text, by its byte order mark or else as UTF-8.</summary>
    public static StreamReader ReadText(string path, long limit) => new(new MemoryStream(Read(path, limit), writable: false));

    /// <summary>The first line of a text, or what there is of it in the first 64 KiB.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string ReadFirstLine(string path)
    {
        using var file = Open(path);
        var beginning = new byte[Step];
        using var text = new StreamReader(new MemoryStream(beginning, 0, file.ReadAtLeast(beginning, Step, throwOnEndOfStream: false)));
        return text.ReadLine() ?? "";
    }
}
