using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Units;

namespace Mpsim.Models.Apps;

/// <summary>
/// A named set of connections between two hosts: opens one at each arrival at the one end, and gives those that are accepted at
/// the other end their application. Which of them sends is up to the kind of flow.
/// </summary>
public abstract class Flow : EventTarget
{
    private readonly ArrivalProcess _arrivals;
    private Func<SocketOwner, StreamSocket?>? _connect;

    /// <param name="scheduler">The scheduler of the run.</param>
    /// <param name="ledger">The book of the run.</param>
    /// <param name="record">Where what becomes of the flow is kept.</param>
    /// <param name="arrivals">When to open connections.</param>
    protected Flow(Scheduler scheduler, StreamLedger ledger, FlowRecord record, ArrivalProcess arrivals)
        : base(scheduler)
    {
        Ledger = ledger;
        Record = record;
        _arrivals = arrivals;
    }

    /// <summary>What became of the flow.</summary>
    public FlowRecord Record { get; }

    public string Name => Record.Name;

    /// <summary>How long the opening application waits, and how often it tries again.</summary>
    public Persistence Persistence { get; init; } = Persistence.None;

    /// <summary>The book of the run.</summary>
    protected StreamLedger Ledger { get; }

    /// <summary>Begins: from now on connections are opened at their arrivals.</summary>
    /// <param name="connect">Opens a connection at the opening host and gives it the owner; connect(). Returns null where no port is free for it.</param>
    public void Start(Func<SocketOwner, StreamSocket?> connect)
    {
        _connect = connect;
        AwaitNextArrival();
    }

    /// <summary>A connection of this flow was accepted at the other host: gives it its application.</summary>
    public SocketOwner OnAccept(StreamSocket socket)
    {
        var owner = CreateAcceptor(Scheduler.Now);
        socket.Owner = owner;
        if (socket.IsEstablished)
        {
            owner.OnConnected(socket, Scheduler.Now);
        }

        return owner;
    }

    public override string ToString() => Name;

    protected internal override void OnWakeup(Instant now)
    {
        while (_arrivals.Next <= now)
        {
            _arrivals.Advance();
            Open(Record.Open(now), now);
        }

        AwaitNextArrival();
    }

    private void Open(ConnectionRecord connection, Instant now)
    {
        var opener = CreateOpener(connection, now);
        var persistent = Persistence == Persistence.None ? null : new PersistentOpener(Scheduler, opener, connection, Persistence.Patience, OnFailed);
        opener = persistent ?? opener;
        if (_connect!(opener) is not { } socket)
        {
            connection.OnAborted(now, AbortReason.NoFreePort);
            persistent?.Abandon();
            return;
        }

        persistent?.Watch(socket);
        if (!socket.IsEstablished && socket.WriteSpace > 0)
        {
            // Fast Open: the SYN waits for what it can take along.
            opener.OnWritable(socket, now);
        }
    }

    /// <summary>The end that opens the connection has something to say at once, which may go in the SYN.</summary>
    public abstract bool OpenerWritesFirst { get; }

    /// <summary>Makes the application of the end that opens the connection.</summary>
    protected abstract SocketOwner CreateOpener(ConnectionRecord connection, Instant now);

    /// <summary>Makes the application of the end that accepts the connection.</summary>
    protected abstract SocketOwner CreateAcceptor(Instant now);

    /// <summary>A connection has failed: another takes its place, as long as the application tries again.</summary>
    private void OnFailed(ConnectionRecord failed)
    {
        if (failed.Attempt < Persistence.Retries)
        {
            Open(Record.OpenAgain(failed, Scheduler.Now), Scheduler.Now);
        }
    }

    private void AwaitNextArrival()
    {
        if (_arrivals.Next == Instant.Never)
        {
            Record.AllOpened = true;
        }
        else
        {
            Scheduler.Schedule(this, _arrivals.Next);
        }
    }
}
