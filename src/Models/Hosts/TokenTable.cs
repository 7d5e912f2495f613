using Mpsim.Models.Kernel;
using Mpsim.Models.Mptcp;

namespace Mpsim.Models.Hosts;

/// <summary>A host's MPTCP connections by the token that names them in a join (RFC 8684 section 3.2). Never enumerated.</summary>
internal sealed class TokenTable
{
    private readonly Dictionary<uint, MptcpSocket> _sockets = [];

    /// <summary>Tokens of this host leave <c>Place</c> when divided by <c>Of</c>, so that a balancer can tell whose they are; one of one leaves all.</summary>
    public (uint Place, uint Of) Share { get; set; } = (0, 1);

    /// <summary>A token may be one of this host's.</summary>
    public bool IsOwn(uint token) => token % Share.Of == Share.Place;

    /// <returns>Null when no connection has the token.</returns>
    public MptcpSocket? Find(uint token) => _sockets.GetValueOrDefault(token);

    public void Add(MptcpSocket socket) => _sockets.Add(socket.Connection.LocalToken, socket);

    public void Remove(MptcpSocket socket) => _sockets.Remove(socket.Connection.LocalToken);

    /// <summary>Draws a key whose token no other connection of this host has (RFC 8684 section 3.1: "MUST check").</summary>
    public ulong DrawKey(RandomStream chance)
    {
        while (true)
        {
            var key = chance.NextUInt64();
            if (key != 0 && MptcpCrypto.Token(key) is var token && IsOwn(token) && !_sockets.ContainsKey(token))
            {
                return key;
            }
        }
    }
}
