namespace Mpsim.Files;

/// <summary>Files read whole, up to a size: a device such as <c>/dev/zero</c> has no end, and a pipe need not have one.</summary>
public static class BoundedFile
{
    private const int Step = 64 << 10;

    /// <summary>What is in a file; of a pipe, what comes until its writers have closed it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limit">The most octets.</param>
    /// <exception cref="FileTooLargeException">There is more.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static byte[] Read(string path, long limit)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
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
}
