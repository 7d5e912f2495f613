namespace Mpsim.Files;

/// <summary>
/// A file under a temporary name beside the one that it is to have. <see cref="Keep"/> gives it that name; without it nothing is left.
/// Once a write has failed the file stays refused, since a later one that succeeds would leave a hole.
/// </summary>
public sealed class PartialFileStream : Stream
{
    /// <summary>What the temporary name has at its end.</summary>
    public const string Suffix = ".partial";

    private const int BufferSize = 1 << 16;

    private readonly string _path;
    private readonly FileStream _stream;
    private UnwritableException? _failure;
    private bool _isKept;

    /// <param name="path">The name that the file is to have.</param>
    /// <exception cref="UnwritableException">It cannot be made.</exception>
    public PartialFileStream(string path)
    {
        _path = path;
        try
        {
            _stream = new FileStream(path + Suffix, FileMode.Create, FileAccess.Write, FileShare.None, BufferSize);
        }
        catch (Exception e) when (FileTrouble.IsOfSystem(e))
        {
            throw new UnwritableException(path, e);
        }
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    /// <exception cref="UnwritableException">The system does not take it.</exception>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Check();
        try
        {
            _stream.Write(buffer);
        }
        catch (Exception e) when (FileTrouble.IsOfSystem(e))
        {
            throw Failed(e);
        }
    }

    /// <summary>Does nothing: what is not yet whole need not be seen.</summary>
    public override void Flush()
    {
    }

    /// <summary>All is written: the file takes its name, over any of that name.</summary>
    /// <exception cref="UnwritableException">The system does not take it.</exception>
    public void Keep()
    {
        Check();
        try
        {
            _stream.Dispose();
            File.Move(_path + Suffix, _path, overwrite: true);
            _isKept = true;
        }
        catch (Exception e) when (FileTrouble.IsOfSystem(e))
        {
            throw Failed(e);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    /// <summary>Closes the file, and removes it unless it was kept. Never throws: why it was not kept is known by then.</summary>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isKept)
        {
            Quietly(_stream.Dispose);
            Quietly(() => File.Delete(_path + Suffix));
        }

        base.Dispose(disposing);
    }

    private static void Quietly(Action close)
    {
        try
        {
            close();
        }
        catch (Exception e) when (FileTrouble.IsOfSystem(e))
        {
            // The buffer of a stream that could not be written cannot be written now either.
        }
    }

    private void Check()
    {
        if (_failure is { } failure)
        {
            throw failure;
        }
    }

    private UnwritableException Failed(Exception cause) => _failure = new UnwritableException(_path, cause);
}
