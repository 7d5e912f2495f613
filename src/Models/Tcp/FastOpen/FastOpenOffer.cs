using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Tcp.FastOpen;

/// <summary>How a client opens one connection: what its SYN asks or shows, and where what becomes of it is remembered.</summary>
public sealed class FastOpenOffer
{
    private readonly FastOpenBlackhole _blackhole;
    private readonly Duration _blackholeTimeout;
    private readonly bool _testsBlackhole;

    private FastOpenOffer(FastOpenSettings settings, FastOpenPeer peer, FastOpenBlackhole blackhole, FastOpenCookie? option, bool carriesData)
    {
        _blackholeTimeout = settings.BlackholeTimeout;
        Peer = peer;
        _blackhole = blackhole;
        _testsBlackhole = blackhole.IsSuspected;
        Option = option;
        CarriesData = carriesData;
    }

    /// <summary>What is remembered of the server.</summary>
    public FastOpenPeer Peer { get; }

    /// <summary>The option of the first SYN; null when data go without a cookie.</summary>
    public FastOpenCookie? Option { get; }

    /// <summary>The SYN may carry data, and so waits for the first of them.</summary>
    public bool CarriesData { get; }

    /// <summary>A SYN that is sent again has its data again.</summary>
    public bool RepeatsData { get; private init; }

    /// <summary>RFC 7413 section 4.2: a cookie that is known goes with data; else one is asked for.</summary>
    /// <returns>Null for a plain SYN.</returns>
    public static FastOpenOffer? Make(FastOpenSettings settings, FastOpenPeer peer, FastOpenBlackhole blackhole, Instant now)
    {
        if (!settings.Client || blackhole.Holds(now, settings.BlackholeTimeout))
        {
            return null;
        }

        if (settings.ClientWithoutCookie)
        {
            return new FastOpenOffer(settings, peer, blackhole, null, true) { RepeatsData = settings.RepeatsSynData };
        }

        return peer.Cookie is { } cookie
            ? new FastOpenOffer(settings, peer, blackhole, cookie, true)
            : new FastOpenOffer(settings, peer, blackhole, new FastOpenCookie([], peer.TriesExperimental), false);
    }

    internal void OnBlackhole(Instant now) => _blackhole.OnBlackhole(now, _blackholeTimeout);

    internal void OnDataReceived()
    {
        if (_testsBlackhole)
        {
            _blackhole.OnDataReceived();
        }
    }
}
