using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Hosts;

// What ICMP tells this host: errors of connections, and the MTU of paths (RFC 1191), which holds for later connections too.
public partial class Host
{
    /// <summary>How long a path MTU is believed, in case the path has changed (RFC 1191 section 6.3; Linux: net.ipv4.route.mtu_expires).</summary>
    private static readonly Duration PathMtuHolds = Duration.FromSeconds(600);

    private Dictionary<IpAddress, (int Mtu, Instant Until)>? _pathMtus;

    /// <summary>An ICMP error has come about a segment of a connection of TCP.</summary>
    /// <param name="local">Our end.</param>
    /// <param name="remote">The peer's end.</param>
    /// <param name="error">The error.</param>
    /// <param name="isTaken">As in <see cref="TcpConnection.OnIcmp"/>.</param>
    /// <returns>False when there is no such connection, or the error quotes nothing that is outstanding.</returns>
    public bool OnIcmp(Endpoint local, Endpoint remote, IcmpError error, bool isTaken = true)
    {
        if (Connections.Find(local, remote) is not { Socket: TcpSocket socket, Tcp: var tcp } || !socket.OnIcmp(error, Scheduler.Now, isTaken))
        {
            return false;
        }

        if (error.Kind == IcmpErrorKind.PacketTooBig)
        {
            (_pathMtus ??= [])[remote.Address] = (tcp.PathMtu, Scheduler.Now + PathMtuHolds);
        }

        return true;
    }

    /// <summary>A route says what its path lets pass (Linux: mtu of a route).</summary>
    /// <param name="remote">The address at its end.</param>
    /// <param name="mtu">Octets of an IP packet.</param>
    public void SetPathMtu(IpAddress remote, int mtu) => (_pathMtus ??= [])[remote] = (mtu, Instant.Never);

    private int PathMtuTo(IpAddress remote) => _pathMtus is not null && _pathMtus.TryGetValue(remote, out var known) && Scheduler.Now < known.Until ? known.Mtu : int.MaxValue;
}
