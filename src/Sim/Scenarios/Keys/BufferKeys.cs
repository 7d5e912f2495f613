using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of a buffer that is tuned up to a limit.</summary>
internal sealed class BufferKeys
{
    public readonly Key<ByteCount> Max = new("max", Forms.Buffer, "The size up to which the connection may tune the buffer.");

    public BufferKeys() => Group = new KeyGroup("nodes.<name>.tcp.receive_buffer and send_buffer", [Max]);

    public KeyGroup Group { get; }
}
