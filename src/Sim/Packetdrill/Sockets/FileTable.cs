namespace Mpsim.Packetdrill.Sockets;

/// <summary>Open files by the descriptor that the script uses for them.</summary>
internal sealed class FileTable
{
    private readonly Dictionary<long, OpenFile> _files = [];

    /// <summary>The socket that code blocks ask about: the one used last.</summary>
    public SocketFile? UnderTest { get; private set; }

    public OpenFile? Find(long descriptor)
    {
        if (!_files.TryGetValue(descriptor, out var file))
        {
            return null;
        }

        if (file is SocketFile { Phase: not SocketPhase.Listening } socket)
        {
            UnderTest = socket;
        }

        return file;
    }

    public void Open(long descriptor, OpenFile file)
    {
        _files[descriptor] = file;
        if (file is SocketFile socket)
        {
            UnderTest = socket;
        }
    }

    public void Close(long descriptor) => _files.Remove(descriptor);
}
