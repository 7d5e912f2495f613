using Mpsim.Models.Units;

namespace Mpsim.Models.Apps;

/// <summary>What became of a flow: its connections, and the sums over them.</summary>
public sealed class FlowRecord
{
    private readonly List<ConnectionRecord> _connections = [];

    internal FlowRecord(string name) => Name = name;

    public string Name { get; }

    /// <summary>All connections in the order of opening.</summary>
    public IReadOnlyList<ConnectionRecord> Connections => _connections;

    /// <summary>Payload bytes read and verified by the final receivers so far; of requests and responses, those of the responses.</summary>
    public long BytesReceived { get; private set; }

    /// <summary>Connections whose transfer is complete.</summary>
    public int Completed { get; private set; }

    /// <summary>Connections that were refused, reset or timed out before their transfer was complete.</summary>
    public int Aborted { get; private set; }

    /// <summary>Connections that still transfer.</summary>
    public int Active => _connections.Count - Completed - Aborted;

    /// <summary>No connection will be opened any more.</summary>
    public bool AllOpened { get; internal set; }

    /// <summary>Nothing more will be transferred.</summary>
    public bool HasEnded => AllOpened && Active == 0;

    /// <summary>When the first connection was opened, or <see cref="Instant.Never"/>.</summary>
    public Instant StartedAt => _connections.Count == 0 ? Instant.Never : _connections[0].OpenedAt;

    /// <summary>
    /// Connections ask and are answered. An answer often is one read, and then the wait for it is all that an interruption shows in,
    /// so it counts as a gap; of a bulk transfer it is its set-up, which has figures of its own.
    /// </summary>
    public bool AwaitsAnswers { get; internal set; }

    /// <summary>The longest delivery gap of any connection; see <see cref="ConnectionRecord.LongestGap"/>.</summary>
    /// <param name="end">The end of the run.</param>
    public Duration LongestGap(Instant end) => LongestPause(end).Length;

    /// <summary>The longest delivery gap of any connection, with its place in time; of equals the first.</summary>
    /// <param name="end">The end of the run.</param>
    public DeliveryGap LongestPause(Instant end)
    {
        var longest = default(DeliveryGap);
        foreach (var connection in _connections)
        {
            var pause = connection.LongestPause(end);
            longest = pause.Length > longest.Length ? pause : longest;
        }

        return longest;
    }

    /// <summary>The longest time that a transfer has stood still after its first byte; see <see cref="ConnectionRecord.LongestStall"/>.</summary>
    public Duration LongestStall
    {
        get
        {
            var longest = Duration.Zero;
            foreach (var connection in _connections)
            {
                longest = connection.LongestStall > longest ? connection.LongestStall : longest;
            }

            return longest;
        }
    }

    /// <summary>
    /// When the goodput's time ends. Of a transfer, or several that begin at once: at the last byte if all have completed, one in the place of another that failed
    /// included, else at <paramref name="end"/>. Of transfers that begin one after the other: at the last byte or beginning, whether or not all have completed, since one
    /// among many that stands still says nothing of the rate of the others; at <paramref name="end"/> while further ones would begin.
    /// </summary>
    public Instant MeasuredUntil(Instant end)
    {
        if (!AllOpened || _connections.Count == 0)
        {
            return end;
        }

        var transfers = 0;
        var (lastBeginning, lastByte) = (StartedAt, StartedAt);
        foreach (var connection in _connections)
        {
            lastByte = connection.LastByteAt == Instant.Never ? lastByte : Instant.Max(lastByte, connection.LastByteAt);
            if (connection.Attempt == 0)
            {
                transfers++;
                lastBeginning = connection.OpenedAt;
            }
        }

        return lastBeginning > StartedAt || Completed == transfers ? Instant.Max(lastBeginning, lastByte) : end;
    }

    /// <summary>Payload bits received per second, from the first connect() to <see cref="MeasuredUntil"/>; zero when no time passed.</summary>
    /// <param name="end">The end of the run.</param>
    public DataRate Goodput(Instant end)
    {
        var time = _connections.Count == 0 ? Duration.Zero : MeasuredUntil(end) - StartedAt;
        return time <= Duration.Zero
            ? new DataRate(0)
            : new DataRate((long)((Int128)BytesReceived * 8 * 1_000_000_000 / time.Nanoseconds));
    }

    internal ConnectionRecord Open(Instant now)
    {
        var connection = new ConnectionRecord(this, _connections.Count + 1, now);
        _connections.Add(connection);
        return connection;
    }

    /// <summary>Opens a connection in the place of one that has failed.</summary>
    internal ConnectionRecord OpenAgain(ConnectionRecord failed, Instant now)
    {
        var connection = new ConnectionRecord(this, _connections.Count + 1, now, failed);
        _connections.Add(connection);
        return connection;
    }

    internal void OnRead(long count) => BytesReceived += count;

    internal void OnCompleted() => Completed++;

    internal void OnAborted() => Aborted++;
}
