namespace Mpsim.Models.Network.Sharing;

/// <summary>Ports of one address, one behind the other, that one subscriber has.</summary>
internal sealed class PortBlock(PublicAddress address, int first, int size)
{
    private int _next;

    public PublicAddress Address => address;

    public int First => first;

    /// <summary>Ports that are in use or on hold.</summary>
    public int Taken { get; private set; }

    public bool IsFull => Taken == size;

    public bool Holds(PublicAddress of, int port) => of == address && port >= first && port < first + size;

    /// <summary>Takes the preferred port while it is free and in the block, otherwise the next free one. There is one.</summary>
    public ushort Take(ushort preferred)
    {
        var port = (int)preferred;
        if (!Holds(address, port) || address.IsTaken(port))
        {
            do
            {
                port = first + _next;
                _next = (_next + 1) % size;
            }
            while (address.IsTaken(port));
        }

        Taken++;
        address.Take(port);
        return (ushort)port;
    }

    public void Return(int port)
    {
        Taken--;
        address.Return(port);
    }
}
