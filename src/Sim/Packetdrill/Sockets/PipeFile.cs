namespace Mpsim.Packetdrill.Sockets;

/// <summary>Both ends of a pipe: octets are counted, not stored.</summary>
internal sealed class PipeFile : OpenFile
{
    private long _octets;

    public override PollEvents Ready => PollEvents.Out | (_octets > 0 ? PollEvents.In : PollEvents.None);

    public void Put(long count) => _octets += count;

    public long Take(long most)
    {
        var taken = Math.Min(most, _octets);
        _octets -= taken;
        return taken;
    }
}
