using Mpsim.Models.Kernel;
using Mpsim.Models.Mptcp;

namespace Mpsim.Models.Hosts;

/// <summary>A host's MPTCP connections by the token that names them in a join (RFC 8684 section 3.2). Never enumerated.</summary>
internal sealed class TokenTable
{
    private readonly Dictionary<uint, MptcpSocket> _sockets = [];

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
            if (key != 0 && !_sockets.ContainsKey(MptcpCrypto.Token(key)))
            {
                return key;
            }
        }
    }
}
