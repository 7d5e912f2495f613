using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Hosts;

/// <summary>A join that was answered and waits for its proof: what must be known of it when the third ACK comes, and no more (Linux: struct join_entry).</summary>
/// <param name="Session">The connection that its token names.</param>
/// <param name="Syn">Its SYN.</param>
/// <param name="Join">The option in it.</param>
/// <param name="Sequence">Initial sequence number of the answer.</param>
/// <param name="TimestampOffset">Offset of our timestamps.</param>
/// <param name="Nonce">Our nonce.</param>
/// <param name="AnsweredAt">When the answer left first.</param>
internal sealed record PendingJoin(MptcpSocket Session, Segment Syn, MpJoin Join, uint Sequence, uint TimestampOffset, uint Nonce, Instant AnsweredAt);

/// <summary>The joins of a host that wait for their proof; the oldest gives way where there is no room. Never enumerated.</summary>
internal sealed class PendingJoins
{
    private readonly Dictionary<(Endpoint Local, Endpoint Remote), PendingJoin> _joins = [];
    private readonly Queue<(Endpoint Local, Endpoint Remote, PendingJoin Join)> _byAge = [];

    public int Count => _joins.Count;

    public PendingJoin? Find(in Endpoint local, in Endpoint remote) => _joins.GetValueOrDefault((local, remote));

    /// <param name="local">This end.</param>
    /// <param name="remote">The end that joins.</param>
    /// <param name="join">What is kept.</param>
    /// <param name="room">How many there may be.</param>
    public void Add(Endpoint local, Endpoint remote, PendingJoin join, int room)
    {
        _joins[(local, remote)] = join;
        _byAge.Enqueue((local, remote, join));
        while (_joins.Count > room || _byAge.Count > 2 * room + 2)
        {
            var oldest = _byAge.Dequeue();
            if (Find(oldest.Local, oldest.Remote) == oldest.Join)
            {
                _joins.Remove((oldest.Local, oldest.Remote));
            }
        }
    }

    public void Remove(in Endpoint local, in Endpoint remote) => _joins.Remove((local, remote));
}
