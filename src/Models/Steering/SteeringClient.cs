using Mpsim.Models.Hosts;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Steering;

/// <summary>A host that opens connections by way of proxies that it knows: what it remembers of them and of servers.</summary>
public sealed class SteeringClient(Host host)
{
    /// <summary>"A Value of zero corresponds to a default delay of at least 30 seconds" (RFC 8803 section 6.2.8).</summary>
    private static readonly Duration UsualPause = Duration.FromSeconds(30);

    private readonly Dictionary<(IpAddress Local, Endpoint Proxy), byte[]> _cookies = [];
    private readonly Dictionary<Endpoint, bool> _servers = [];
    private readonly Dictionary<Endpoint, Instant> _avoided = [];
    private readonly Dictionary<Endpoint, bool> _converters = [];

    public Host Host => host;

    private Instant Now => host.Scheduler.Now;

    /// <summary>Opens a connection; its owner is told once the server is reached.</summary>
    public StreamSocket Connect(SteeringRequest request, SocketOwner owner)
    {
        if (ReasonToBypass(request) is { } reason)
        {
            host.Events.Record(Now, host.Name, "steering-bypassed", $"{request.Server}: {reason}");
            var direct = ConnectDirectly(request, owner, request.WritesFirst);
            request.Opened(direct);
            return direct;
        }

        var socket = new SteeredSocket(this, request) { Owner = owner };
        if (IsAvoided(request.Steering.Proxy))
        {
            // "the Client SHOULD wait before soliciting the Transport Converter for a new proxied connection" (RFC 8803 section 6.2.8), or "MUST stop to use" it
            // (section 8); and there is no other way.
            host.Events.Record(Now, host.Name, "steering-refused", $"{request.Server}: the proxy is avoided for now");
            socket.FailWithout(AbortReason.Refused);
            return socket;
        }

        socket.Open();
        return socket;
    }

    private bool IsAvoided(Endpoint proxy) => _avoided.TryGetValue(proxy, out var until) && Now < until;

    internal ProtocolSocket ConnectDirectly(SteeringRequest request, SocketOwner owner, bool writesFirst) => writesFirst
        ? host.ConnectToWrite(request.Local, request.Server, owner, request.Settings)
        : host.Connect(request.Local, request.Server, owner, request.Settings);

    /// <summary>"This will enable the Client to bypass the Transport Converter for the subsequent Multipath TCP connections" (RFC 8803 section 5.1).</summary>
    private string? ReasonToBypass(SteeringRequest request)
    {
        var steering = request.Steering;
        if (steering is { Kind: SteeringKind.Convert, Bypasses: true } && request.Settings.SpeaksMptcp && _servers.GetValueOrDefault(request.Server))
        {
            return "the server speaks MPTCP";
        }

        return steering.FallsBack && IsAvoided(steering.Proxy) ? "the proxy is avoided for now" : null;
    }

    /// <summary>The server is asked for MPTCP: it is not known what it speaks, and the converter takes the option as far as is known.</summary>
    internal bool AsksForMptcp(SteeringRequest request) => request.Steering.Bypasses && request.Settings.SpeaksMptcp
        && !_servers.ContainsKey(request.Server) && _converters.GetValueOrDefault(request.Steering.Proxy, true);

    /// <summary>The converter has not said yet what it supports.</summary>
    internal bool IsNew(Endpoint converter) => !_converters.ContainsKey(converter);

    internal void OnConverter(Endpoint converter, bool takesMptcp) => _converters[converter] = takesMptcp;

    internal void OnServer(Endpoint server, bool speaksMptcp) => _servers[server] = speaksMptcp;

    internal byte[]? CookieFor(IpAddress local, Endpoint converter) => _cookies.GetValueOrDefault((local, converter));

    internal void KeepCookie(IpAddress local, Endpoint converter, byte[]? cookie)
    {
        if (cookie is null)
        {
            _cookies.Remove((local, converter));
        }
        else
        {
            _cookies[(local, converter)] = cookie;
        }
    }

    /// <summary>Connections of the next time go without the proxy.</summary>
    /// <param name="proxy">The proxy.</param>
    /// <param name="seconds">How long, as it has said; 0 leaves it open.</param>
    internal void Avoid(Endpoint proxy, int seconds) => _avoided[proxy] = Now + (seconds == 0 ? UsualPause : Duration.FromSeconds(seconds));

    /// <summary>The way to the proxy spoils what is said to it: it is not used any more.</summary>
    internal void GiveUp(Endpoint proxy) => _avoided[proxy] = Instant.Never;
}
