using Mpsim.Models.Tcp.FastOpen;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Hosts;

// TCP Fast Open (RFC 7413): the host's cookies, and the key by which it makes those of others.
public partial class Host
{
    private readonly FastOpenBlackhole _fastOpenBlackhole = new();
    private FastOpenKeys? _fastOpenKeys;

    /// <summary>Connections accepted early on behalf of others.</summary>
    private FastOpenQueue? _fastOpensWithoutListener;

    /// <summary>Cookies that servers have given.</summary>
    public FastOpenCache FastOpenCache { get; } = new();

    /// <summary>
    /// Opens a connection whose user writes first. With Fast Open the socket may have <see cref="StreamSocket.WriteSpace"/> at once: then
    /// its SYN waits for the first write, and takes along as much of it as fits; the rest is to be written once it is connected.
    /// Otherwise this is <see cref="Connect(IpAddress, Endpoint, SocketOwner, HostSettings?)"/>.
    /// </summary>
    public ProtocolSocket ConnectToWrite(IpAddress local, Endpoint remote, SocketOwner owner, HostSettings? settings = null) =>
        Connect(ChooseLocal(local, remote), remote, owner, settings ?? Settings, null, true);

    /// <summary>A cookie that only this host can make: for a client, bound to one of the host's own addresses.</summary>
    private protected byte[] CookieOf(IpAddress client, IpAddress own) => OwnKeys.Primary.CookieOf(client, own);

    // Drawn only here, so that hosts without Fast Open draw what they always have.
    private FastOpenKeys OwnKeys => _fastOpenKeys ??= new FastOpenKeys(new FastOpenKey(Chance.NextUInt64(), Chance.NextUInt64()));

    private FastOpenOffer? OfferFastOpen(IpAddress local, IpAddress remote, FastOpenSettings settings, bool writesFirst)
    {
        if (!settings.Client)
        {
            return null;
        }

        var offer = FastOpenOffer.Make(settings, FastOpenCache.Of(local, remote), _fastOpenBlackhole, Scheduler.Now);

        // Without data that come soon the SYN must not wait for them; asking for a cookie it does not.
        return writesFirst || offer is not { CarriesData: true } ? offer : null;
    }

    /// <summary>What the host does with a SYN that asks for Fast Open.</summary>
    /// <param name="syn">The SYN.</param>
    /// <param name="settings">The listener's settings.</param>
    /// <param name="queue">The listener's connections that wait for their third ACK.</param>
    private FastOpenAnswer? AnswerFastOpen(Packet syn, FastOpenSettings settings, FastOpenQueue queue)
    {
        if (!settings.Server)
        {
            return null;
        }

        return FastOpenAnswer.Make(settings, settings.Keys ?? OwnKeys, queue, syn, Scheduler.Now);
    }
}
