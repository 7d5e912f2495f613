using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Units;

namespace Mpsim.Models.Apps;

/// <summary>Requests and responses, each pair over a connection of its own; the end that opens the connection asks.</summary>
public sealed class RequestFlow : Flow
{
    private readonly RequestPlan _plan;
    private readonly string _requestLabel;
    private readonly string _responseLabel;

    public RequestFlow(Scheduler scheduler, StreamLedger ledger, FlowRecord record, ArrivalProcess arrivals, RequestPlan plan)
        : base(scheduler, ledger, record, arrivals)
    {
        _plan = plan;
        record.AwaitsAnswers = true;
        _requestLabel = $"{record.Name} request";
        _responseLabel = $"{record.Name} response";
    }

    public override bool OpenerWritesFirst => true;

    protected override SocketOwner CreateOpener(ConnectionRecord connection, Instant now)
    {
        var request = Ledger.Open(_requestLabel, _plan.RequestLength.Next(), connection, _plan.ResponseLength.Next());
        return new RequestClient(Ledger, request, _responseLabel, connection, _plan.HalfClose);
    }

    protected override SocketOwner CreateAcceptor(Instant now) => new RequestServer(Ledger, _requestLabel, _responseLabel);
}

/// <summary>What each pair of a <see cref="RequestFlow"/> is.</summary>
public sealed record RequestPlan
{
    /// <summary>Bytes of a request, asked for when its connection opens.</summary>
    public required SizeSource RequestLength { get; init; }

    /// <summary>Bytes of its response, asked for when its connection opens.</summary>
    public required SizeSource ResponseLength { get; init; }

    /// <summary>The client closes its direction behind the request; otherwise when the response has arrived.</summary>
    public bool HalfClose { get; init; }
}
