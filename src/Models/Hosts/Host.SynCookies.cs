using Mpsim.Models.Mptcp;
using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Hosts;

// SYNs with MP_CAPABLE that are answered without keeping anything of them (RFC 4987 section 3.6; RFC 8684 section 3.1: the third ACK repeats both keys, so that
// "a server can be stateless").
public partial class Host
{
    /// <summary>How long a cookie may come back after it was sent.</summary>
    public static Duration CookieLifetime => SynCookie.Longest;

    private SynCookie? _synCookie;

    /// <summary>The secret is drawn with the first use, so that hosts without cookies draw what they always have.</summary>
    private SynCookie Cookies => _synCookie ??= new SynCookie(Chance.NextUInt64(), Chance.NextUInt64());

    /// <summary>What is sent has left already, and is only made again; or is for nobody any more.</summary>
    private bool _isMute;

    /// <summary>
    /// A segment for a connection that is not yet established may be about the cookie by which its SYN was answered first (Linux: tcp_check_req hands an ACK of
    /// anything but the request's SYN/ACK to the listener, which looks for a cookie in it).
    /// </summary>
    /// <param name="path">The connection.</param>
    /// <param name="packet">The segment; still the caller's.</param>
    /// <returns>True when it is dealt with.</returns>
    private protected virtual bool TakesAsFirstAnswered(SocketPath path, Packet packet) => false;

    /// <summary>Gives a connection up of which its peer need not hear.</summary>
    private protected void Forget(StreamSocket socket)
    {
        socket.Owner = null;
        _isMute = true;
        socket.Abort();
        _isMute = false;
    }

    /// <summary>Answers a SYN as a connection would, made for this alone.</summary>
    private protected void AnswerByCookie(Packet syn, HostSettings settings)
    {
        var cookie = Cookies.For(syn, Scheduler.Now);
        var key = KeyByCookie(syn.Source, syn.Destination, syn.Segment.Seq, cookie);
        var made = new MptcpConnection(settings.Mptcp, WithCookie(settings.Tcp, syn.Segment), key, new RecordPool());
        var subflow = made.Listen(syn.Destination, syn.Source, cookie, Cookies.TimestampOffset(syn, cookie, Scheduler.Now));
        made.OnSegment(subflow, Scheduler.Now, syn.Segment);
        var packet = Pool.Rent();
        if (!made.TryEmit(Scheduler.Now, out _, ref packet.Segment))
        {
            Pool.Return(packet);
            return;
        }

        packet.Source = syn.Destination;
        packet.Destination = syn.Source;
        packet.Dscp = syn.Dscp;
        packet.TimeToLive = settings.TimeToLive;
        packet.Measure();
        Forward(packet);
    }

    /// <summary>Makes the connection whose SYN was answered by a cookie, where a segment brings one back, and hands it the segment.</summary>
    /// <param name="packet">A segment without SYN, of a connection that is not known; still the caller's.</param>
    /// <param name="begins">Called once the cookie is found to be right, with the SYN: what the connection is made with; null refuses.</param>
    /// <param name="accepted">Called once the connection is established.</param>
    /// <returns>Null when there is no cookie in it, or it is refused.</returns>
    private protected ProtocolSocket? AcceptByCookie(Packet packet, Func<Packet, HostSettings?> begins, Action<StreamSocket> accepted)
    {
        if (!Cookies.TryRead(packet, Scheduler.Now, out var segment, out var sentAt, out var timestampOffset))
        {
            return null;
        }

        var cookie = packet.Segment.Ack - 1;
        var key = KeyByCookie(packet.Source, packet.Destination, segment.Seq, cookie);

        // The third ACK repeats the flags of the SYN; without MP_CAPABLE in it the connection becomes TCP, as any would.
        var flags = packet.Segment.Options?.MpCapable?.Flags ?? MpCapable.HmacSha256;
        segment.Options = segment.Options! with { MpCapable = new MpCapable(1, flags, null, null, null) };
        var syn = new Packet { Source = packet.Source, Destination = packet.Destination, Dscp = packet.Dscp, Segment = segment };
        syn.Measure();
        if (Tokens.Find(MptcpCrypto.Token(key)) is not null || begins(syn) is not { } settings)
        {
            return null;
        }

        var socket = new MptcpSocket(this, new MptcpConnection(settings.Mptcp, settings.Tcp, key, Records), accepted) { Dscp = syn.Dscp, TimeToLive = settings.TimeToLive };
        _isMute = true;
        socket.ListenByCookie(syn.Destination, syn.Source, Instant.Max(sentAt, Instant.Zero), syn.Segment, cookie, timestampOffset, WithCookie(settings.Tcp, syn.Segment));
        _isMute = false;
        var path = socket.Paths[0];
        path.WireBytesReceived += syn.WireLength + packet.WireLength;
        socket.OnSegment(path, Scheduler.Now, packet.Segment);
        return socket;
    }

    /// <summary>The first key whose token is one of this host's; the same whenever it is asked for.</summary>
    private ulong KeyByCookie(in Endpoint peer, in Endpoint local, uint peerSequence, uint cookie)
    {
        for (byte attempt = 0; ; attempt++)
        {
            var key = Cookies.KeyFor(peer, local, peerSequence, cookie, attempt);
            if (attempt == byte.MaxValue - SynCookie.FirstKey || Tokens.IsOwn(MptcpCrypto.Token(key)))
            {
                return key;
            }
        }
    }

    /// <summary>Without timestamps there is no room for what the peer has offered, so it is not taken up (Linux: cookie_timestamp_decode).</summary>
    private static TcpSettings WithCookie(TcpSettings settings, in Segment syn) =>
        syn.HasTimestamps && settings.Timestamps ? settings : settings with { WindowScaling = false, Sack = false, Ecn = false };
}
