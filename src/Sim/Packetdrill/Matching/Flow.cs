using Mpsim.Models.Wire;

namespace Mpsim.Packetdrill.Matching;

/// <summary>One TCP connection on the wire: its two ends, and how the script's numbers become real ones.</summary>
internal sealed class Flow(Endpoint local, Endpoint remote)
{
    private readonly Dictionary<uint, uint> _timestamps = [];
    private (uint Script, uint Live)? _firstTimestamp;

    /// <summary>The host's end.</summary>
    public Endpoint Local { get; } = local;

    /// <summary>The tester's end.</summary>
    public Endpoint Remote { get; } = remote;

    /// <summary>Initial sequence number of the host, 0 until its SYN is seen.</summary>
    public uint LocalIsn { get; set; }

    /// <summary>What the script calls it.</summary>
    public uint ScriptLocalIsn { get; set; }

    /// <summary>The host's SYN was seen.</summary>
    public bool HostHasSynchronised { get; set; }

    /// <summary>Initial sequence number of the tester.</summary>
    public uint RemoteIsn { get; set; }

    /// <summary>What the script calls it.</summary>
    public uint ScriptRemoteIsn { get; set; }

    /// <summary>A SYN of the tester was injected.</summary>
    public bool TesterHasSynchronised { get; set; }

    /// <summary>The MPTCP connection that the flow is part of; made when first needed.</summary>
    public Session Session { get; set; } = new();

    /// <summary>Nonces of a join.</summary>
    public uint LocalNonce { get; set; }

    public uint RemoteNonce { get; set; }

    /// <summary>Sequence number behind the last octet of the host that was pushed; null before any was.</summary>
    public uint? PushedUntil { get; set; }

    public bool IsBetween(Endpoint local, Endpoint remote) => Local == local && Remote == remote;

    /// <summary>A number of the host's sequence space in the script's terms: relative, but for SYNs, which have the number that the script gave.</summary>
    public uint LocalToScript(uint live, bool isSyn) => live - LocalIsn + (isSyn ? ScriptLocalIsn : 0);

    public uint LocalToLive(uint script, bool isSyn) => script + LocalIsn - (isSyn ? ScriptLocalIsn : 0);

    public uint RemoteToScript(uint live, bool isSyn) => live - RemoteIsn + (isSyn ? ScriptRemoteIsn : 0);

    public uint RemoteToLive(uint script, bool isSyn) => script + RemoteIsn - (isSyn ? ScriptRemoteIsn : 0);

    /// <summary>Remembers which real timestamp the script means by its own.</summary>
    public void MapTimestamp(uint script, uint live)
    {
        _timestamps[script] = live;
        _firstTimestamp ??= (script, live);
    }

    /// <summary>The script's timestamp as it would be if the clocks ran alike since the first.</summary>
    public uint TimestampToScript(uint live) => _firstTimestamp is { } first ? first.Script + (live - first.Live) : live;

    /// <summary>The real timestamp that an echo stands for: the one that the script gave that name, else one as far from the first.</summary>
    public uint EchoToLive(uint script) => _timestamps.TryGetValue(script, out var live) ? live
        : _firstTimestamp is { } first ? first.Live + (script - first.Script)
        : script;
}

/// <summary>The keys of an MPTCP connection, as far as they were seen.</summary>
internal sealed class Session
{
    /// <summary>The host's.</summary>
    public ulong? LocalKey { get; set; }

    /// <summary>The tester's.</summary>
    public ulong? RemoteKey { get; set; }
}
