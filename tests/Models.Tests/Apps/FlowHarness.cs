using Mpsim.Models.Apps;
using Mpsim.Models.Hosts;
using Mpsim.Models.Kernel;
using Mpsim.Models.Tests.Hosts;
using Mpsim.Models.Tests.Proxy;
using Mpsim.Models.Units;

namespace Mpsim.Models.Tests.Apps;

/// <summary>Flows over chains of paired sockets and relays, one chain a connection.</summary>
internal sealed class FlowHarness(params PairSetting[] hops)
{
    private readonly FlowRecorder _recorder = new();

    public Scheduler Scheduler { get; } = new();

    public StreamLedger Ledger { get; } = new();

    public List<RelayChain> Chains { get; } = [];

    public FlowRecord Record => _recorder.Flows[0];

    public ConnectionRecord Connection => Assert.Single(Record.Connections);

    public bool HasEnded => _recorder.HasEnded;

    public FlowHarness Bulk(BulkPlan plan, ArrivalProcess? arrivals = null, Persistence? persistence = null) =>
        Start(new BulkFlow(Scheduler, Ledger, _recorder.Add("bulk"), arrivals ?? ArrivalProcess.At(Instant.Zero), plan) { Persistence = persistence ?? Persistence.None });

    public FlowHarness Requests(RequestPlan plan, ArrivalProcess? arrivals = null) =>
        Start(new RequestFlow(Scheduler, Ledger, _recorder.Add("web"), arrivals ?? ArrivalProcess.At(Instant.Zero), plan));

    /// <summary>Runs up to this time, and checks the ledger.</summary>
    public FlowHarness Run(double seconds)
    {
        Scheduler.Run(Instant.FromSeconds(seconds));
        Ledger.CheckAtEnd(Scheduler.Now);
        return this;
    }

    private FlowHarness Start(Flow flow)
    {
        flow.Start(Connect);
        return this;

        StreamSocket Connect(SocketOwner owner)
        {
            var chain = new RelayChain(Scheduler, hops, 32 * 1024, flow.OnAccept);
            Chains.Add(chain);
            return chain.Connect(owner);
        }
    }
}
