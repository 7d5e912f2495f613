using Mpsim.Models.Tcp.FastOpen;

namespace Mpsim.Packetdrill.Sockets;

/// <summary>The options that were set on a socket, by level and name.</summary>
internal sealed class SocketOptions
{
    private readonly Dictionary<string, long> _values = [];

    /// <summary>SO_LINGER with a time of zero: close() aborts.</summary>
    public bool LingerIsZero { get; set; }

    /// <summary>TCP_CONGESTION, or null for the host's.</summary>
    public string? Congestion { get; set; }

    /// <summary>TCP_FASTOPEN_KEY, or null for the host's.</summary>
    public FastOpenKeys? FastOpenKeys { get; set; }

    public long? Find(string name) => _values.TryGetValue(name, out var value) ? value : null;

    public bool IsOn(string name) => Find(name) is { } value && value != 0;

    public void Set(string name, long value) => _values[name] = value;

    /// <summary>What a connection that is accepted has of the listening socket's options: all of them (Linux: sk_clone_lock).</summary>
    public SocketOptions Inherited()
    {
        var copy = new SocketOptions { LingerIsZero = LingerIsZero, Congestion = Congestion, FastOpenKeys = FastOpenKeys };
        foreach (var (name, value) in _values)
        {
            copy._values[name] = value;
        }

        return copy;
    }
}
