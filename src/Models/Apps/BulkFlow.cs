using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Units;

namespace Mpsim.Models.Apps;

/// <summary>Bulk transfers in one direction, each over a connection of its own.</summary>
public sealed class BulkFlow : Flow
{
    private readonly BulkPlan _plan;
    private readonly string _label;

    public BulkFlow(Scheduler scheduler, StreamLedger ledger, FlowRecord record, ArrivalProcess arrivals, BulkPlan plan)
        : base(scheduler, ledger, record, arrivals)
    {
        _plan = plan;
        _label = record.Name;
    }

    public override bool OpenerWritesFirst => _plan.OpenerSends;

    private bool MayBeEmpty => _plan.StopAt != Instant.Never || _plan.StopAfter is not null;

    protected override SocketOwner CreateOpener(ConnectionRecord connection, Instant now) =>
        _plan.OpenerSends ? CreateSender(connection, now) : CreateReceiver(connection);

    protected override SocketOwner CreateAcceptor(Instant now) =>
        _plan.OpenerSends ? CreateReceiver(null) : CreateSender(null, now);

    private BulkSender CreateSender(ConnectionRecord? connection, Instant now)
    {
        var stopAt = _plan.StopAfter is { } time ? Instant.Min(_plan.StopAt, now + time) : _plan.StopAt;
        return new BulkSender(Scheduler, Ledger.Open(_label, _plan.Length.Next(), connection), connection, stopAt);
    }

    private BulkReceiver CreateReceiver(ConnectionRecord? connection) => new(Ledger, _label, connection, MayBeEmpty);
}

/// <summary>What each transfer of a <see cref="BulkFlow"/> is; it ends at the first limit reached, and without any limit never.</summary>
public sealed record BulkPlan
{
    /// <summary>The end that opens the connection sends; otherwise the end that accepts it does, at once and unasked.</summary>
    public required bool OpenerSends { get; init; }

    /// <summary>Bytes of each transfer, asked for when its sender begins.</summary>
    public SizeSource Length { get; init; } = SizeSource.Unbounded;

    /// <summary>When all transfers end; <see cref="Instant.Never"/> for none.</summary>
    public Instant StopAt { get; init; } = Instant.Never;

    /// <summary>How long each transfer is sent, from the sender's call of connect() or its accepting the connection; null for no limit.</summary>
    public Duration? StopAfter { get; init; }
}
