namespace Mpsim.Scenarios.Keys;

/// <summary>Every key of a scenario file; the reader, the error hints and the reference page all use these.</summary>
internal sealed class ScenarioKeys
{
    public ScenarioKeys(PluginNames names)
    {
        (Tcp, Mptcp, Queue) = (new TcpKeys(names), new MptcpKeys(names), new QueueKeys(names));
        foreach (var group in Groups)
        {
            group.Family = Groups;
        }
    }

    public TopKeys Top { get; } = new();

    public NodeKeys Node { get; } = new();

    public PolicyKeys Policy { get; } = new();

    public LimitKeys Limit { get; } = new();

    /// <summary>The keys of a rule of pooling; those of its scheduler are those of a node's MPTCP settings.</summary>
    public PoolingKeys Pooling => _pooling ??= new PoolingKeys(Mptcp);

    private PoolingKeys? _pooling;

    public ProvisionKeys Provision { get; } = new();

    public SelectionKeys Selection { get; } = new();

    public SteeringKeys Steering { get; } = new();

    public SharingKeys Sharing { get; } = new();

    public AccessReportKeys AccessReport { get; } = new();

    public TunnelKeys Tunnel { get; } = new();

    public ServiceKeys Service { get; } = new();

    public AddressedProxyKeys AddressedProxy { get; } = new();

    public CostKeys Cost { get; } = new();

    public PoolKeys Pool { get; } = new();

    public ProtectionKeys Protection { get; } = new();

    public TcpKeys Tcp { get; }

    public BufferKeys Buffer { get; } = new();

    public MptcpKeys Mptcp { get; }

    public EndpointKeys Endpoint { get; } = new();

    public LinkKeys Link { get; } = new();

    public QueueKeys Queue { get; }

    public MiddleboxKeys Middlebox { get; } = new();

    public LossKeys Loss { get; } = new();

    public TraceKeys Trace { get; } = new();

    public FlowKeys Flow { get; } = new();

    public SizeKeys Size { get; } = new();

    public ArrivalKeys Arrivals { get; } = new();

    public AttackKeys Attack { get; } = new();

    public EventKeys Event { get; } = new();

    public NaptEventKeys NaptEvent { get; } = new();

    public ExpectKeys Expect { get; } = new();

    public RateKeys Rate { get; } = new();

    /// <summary>The keys of a population; some are those of nodes and links.</summary>
    public PopulationKeys Population => _population ??= new PopulationKeys(Node, Link);

    private PopulationKeys? _population;

    /// <summary>In the order of the reference page.</summary>
    public IReadOnlyList<KeyGroup> Groups =>
    [
        Top.Group,
        Node.Group,
        Policy.Group,
        Limit.Group,
        Limit.RateGroup,
        Pooling.Group,
        Provision.Group,
        Provision.OfferGroup,
        Provision.UnreservedGroup,
        Provision.ReserveGroup,
        Provision.RequestGroup,
        Selection.Group,
        Steering.Group,
        Sharing.Group,
        AccessReport.Group,
        Service.Group,
        Cost.Group,
        Protection.Group,
        Pool.Group,
        Pool.MemberGroup,
        Tcp.Group,
        Buffer.Group,
        Mptcp.Group,
        Mptcp.TimetableGroup,
        Mptcp.LimitGroup,
        Endpoint.Group,
        Link.Group,
        Link.DirectionGroup,
        Tunnel.Group,
        Queue.Group,
        Loss.Group,
        Trace.Group,
        Middlebox.Group,
        Middlebox.TimeoutGroup,
        Flow.Group,
        AddressedProxy.Group,
        Size.Group,
        Arrivals.Group,
        Attack.Group,
        Event.Group,
        NaptEvent.Group,
        Node.Failure.EventGroup,
        Population.Group,
        Population.ClassGroup,
        Population.AccessGroup,
        Population.DirectionGroup,
        Rate.Group,
        Expect.Group,
    ];
}
