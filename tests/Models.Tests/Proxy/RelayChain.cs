using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Proxy;
using Mpsim.Models.Tests.Hosts;

namespace Mpsim.Models.Tests.Proxy;

/// <summary>A client and a server joined by hops, with a relay between each two of them; each hop is opened when the request of the one before arrives.</summary>
internal sealed class RelayChain
{
    private readonly (PairedSocket Client, PairedSocket Server)[] _hops;

    /// <param name="scheduler">The scheduler.</param>
    /// <param name="hops">What the hops are like, from the client on.</param>
    /// <param name="buffer">Capacity of every relay's buffers.</param>
    /// <param name="accept">Gives the server's socket its owner.</param>
    public RelayChain(Scheduler scheduler, PairSetting[] hops, long buffer, Func<StreamSocket, SocketOwner> accept)
    {
        _hops = [.. hops.Select(hop => PairedSocket.Create(scheduler, hop))];
        for (var i = 0; i < hops.Length; i++)
        {
            var downstream = _hops[i].Server;
            if (i == hops.Length - 1)
            {
                downstream.Accept = socket => socket.Owner = accept(socket);
                continue;
            }

            var upstream = _hops[i + 1].Client;
            downstream.Accept = socket =>
            {
                upstream.Connect();
                var relay = new Relay(downstream, upstream, buffer, buffer, _ => Done++);
                Relays.Add(relay);
                relay.Start(scheduler.Now);
            };
        }
    }

    public List<Relay> Relays { get; } = [];

    public int Done { get; private set; }

    public PairedSocket Client => _hops[0].Client;

    public PairedSocket Server => _hops[^1].Server;

    public StreamSocket Connect(SocketOwner owner)
    {
        Client.Owner = owner;
        Client.Connect();
        return Client;
    }
}
