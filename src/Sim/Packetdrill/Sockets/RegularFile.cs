namespace Mpsim.Packetdrill.Sockets;

/// <summary>A file of zeros, as shell lines make one for sendfile().</summary>
/// <param name="size">Its octets.</param>
internal sealed class RegularFile(long size) : OpenFile
{
    public long Size { get; } = size;

    public override PollEvents Ready => PollEvents.In | PollEvents.Out;
}
