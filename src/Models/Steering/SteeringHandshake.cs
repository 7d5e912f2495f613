using Mpsim.Models.Hosts;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Steering;

/// <summary>What goes on between a client and a proxy before the client's user can use the connection.</summary>
internal abstract class SteeringHandshake
{
    /// <summary>The socket to the proxy.</summary>
    public ProtocolSocket Inner { get; private set; } = null!;

    /// <summary>Octets of the user's data that may go along now.</summary>
    public virtual long EarlySpace => 0;

    /// <summary>Octets of the user's data that went along.</summary>
    public long EarlyGone { get; protected set; }

    /// <summary>Opens the connection to the proxy.</summary>
    public void Open(SteeredSocket socket, SocketOwner owner) => Inner = Connect(socket.Client.Host, socket.Request, owner);

    /// <summary>Takes data of the user along.</summary>
    /// <returns>How many octets.</returns>
    public virtual long WriteEarly(Payload payload, long count) => 0;

    /// <summary>Says what is to be said without data of the user.</summary>
    public virtual void Send()
    {
    }

    public abstract void OnConnected(SteeredSocket socket, Instant now);

    public virtual void OnReadable(SteeredSocket socket, Instant now)
    {
    }

    protected abstract ProtocolSocket Connect(Host host, SteeringRequest request, SocketOwner owner);

    /// <summary>Writes a message, which a send buffer that is empty always takes.</summary>
    /// <exception cref="InvalidOperationException">It did not.</exception>
    protected void Say(byte[] message)
    {
        if (Inner.Write(Inner.Host.Pool.Literals.Open(message), message.Length) != message.Length)
        {
            throw new InvalidOperationException($"{Inner.Local} did not take a message of {message.Length} octets");
        }
    }
}
