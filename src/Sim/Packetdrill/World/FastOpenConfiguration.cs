using System.Globalization;
using Mpsim.Models.Tcp.FastOpen;
using Mpsim.Models.Units;
using Mpsim.Packetdrill.Matching;
using Mpsim.Packetdrill.Sockets;

namespace Mpsim.Packetdrill.World;

/// <summary>What the host under test does of TCP Fast Open, in the terms of Linux's settings.</summary>
internal sealed class FastOpenConfiguration
{
    private const int ClientEnabled = 0x1;
    private const int ServerEnabled = 0x2;
    private const int ClientNoCookie = 0x4;
    private const int ServerCookieNotRequired = 0x200;
    private const int ServerWithoutOption = 0x400;

    /// <summary>The queue of a listener that has not set TCP_FASTOPEN, with bit 0x400 (Linux: its backlog, at most somaxconn).</summary>
    private const int DefaultQueue = 4096;

    /// <summary>The key of <c>defaults.sh</c>, by which public scripts know their cookies.</summary>
    public static readonly FastOpenKey DefaultKey = ReadKeys("a1a1a1a1-b2b2b2b2-c3c3c3c3-d4d4d4d4").Primary;

    /// <summary>net.ipv4.tcp_fastopen</summary>
    public int Bits { get; set; }

    /// <summary>net.ipv4.tcp_fastopen_key</summary>
    public FastOpenKeys Keys { get; set; } = new(DefaultKey);

    /// <summary>net.ipv4.tcp_fastopen_blackhole_timeout_sec</summary>
    public Duration BlackholeTimeout { get; set; } = Duration.Zero;

    public bool IsClient => (Bits & ClientEnabled) != 0;

    public void SetDefaults()
    {
        Bits = ClientEnabled | ServerEnabled | ServerWithoutOption;
        Keys = new FastOpenKeys(DefaultKey);
        BlackholeTimeout = Duration.Zero;
    }

    /// <summary>The settings of a socket.</summary>
    public FastOpenSettings For(SocketOptions options)
    {
        var queue = options.Find("TCP_FASTOPEN");
        var noCookie = options.IsOn("TCP_FASTOPEN_NO_COOKIE");
        return new FastOpenSettings
        {
            Client = IsClient,
            Server = (Bits & ServerEnabled) != 0 && (queue > 0 || (Bits & ServerWithoutOption) != 0),
            ClientWithoutCookie = noCookie || (Bits & ClientNoCookie) != 0,
            ServerWithoutCookie = noCookie || (Bits & ServerCookieNotRequired) != 0,
            PendingLimit = (int)(queue is > 0 and { } limit ? limit : DefaultQueue),
            Keys = options.FastOpenKeys ?? Keys,
            BlackholeTimeout = BlackholeTimeout,
        };
    }

    /// <summary>One key or two, each as four words of 32 bits that are little-endian in memory (Linux: proc_tcp_fastopen_key).</summary>
    /// <exception cref="UnsupportedException">It is no key.</exception>
    public static FastOpenKeys ReadKeys(string text)
    {
        var keys = text.Split(',').Select(ReadKey).ToArray();
        return keys.Length <= 2 ? new FastOpenKeys(keys[0], keys.Length == 2 ? keys[1] : null) : throw new UnsupportedException($"the Fast Open keys '{text}'");
    }

    private static FastOpenKey ReadKey(string text)
    {
        var words = text.Trim().Split('-').Select(word => uint.TryParse(word, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new UnsupportedException($"the Fast Open key '{text}'")).ToArray();
        return words.Length == 4
            ? new FastOpenKey(words[0] | ((ulong)words[1] << 32), words[2] | ((ulong)words[3] << 32))
            : throw new UnsupportedException($"the Fast Open key '{text}'");
    }
}
