using Mpsim.Models.Hosts;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Conversion;

namespace Mpsim.Models.Steering;

/// <summary>Plain transport mode: the SYN goes to the proxy's address and the server's port, and an option names the server's address. There is nothing else to it.</summary>
internal sealed class PlainModeHandshake : SteeringHandshake
{
    public override long EarlySpace => Inner.IsEstablished ? 0 : Inner.WriteSpace;

    public override long WriteEarly(Payload payload, long count) => EarlyGone = EarlySpace > 0 ? Inner.Write(payload, count) : 0;

    public override void Send()
    {
        if (EarlySpace > 0)
        {
            // The SYN waits for data (RFC 7413) that will not come.
            Inner.CloseWrite();
        }
    }

    public override void OnConnected(SteeredSocket socket, Instant now) => socket.BecomeOpen(now);

    protected override ProtocolSocket Connect(Host host, SteeringRequest request, SocketOwner owner)
    {
        var proxy = new Endpoint(request.Steering.Proxy.Address, request.Server.Port);
        var settings = request.Settings with { SynOptions = [new PlainMode(new Endpoint(request.Server.Address, 0)).ToOption()] };
        return request.WritesFirst ? host.ConnectToWrite(request.Local, proxy, owner, settings) : host.Connect(request.Local, proxy, owner, settings);
    }
}
