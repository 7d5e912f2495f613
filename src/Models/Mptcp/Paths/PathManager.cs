using Mpsim.Models.Wire;

namespace Mpsim.Models.Mptcp.Paths;

/// <summary>
/// Decides which subflows to open and which addresses to announce. What is the same for all is here: endpoints flagged
/// <c>signal</c> are announced, addresses that the peer announces are remembered up to a limit, no more subflows are opened than
/// allowed, and only by the end that opened the connection, as in Linux. The families of a connection's subflows may differ (RFC 8684
/// section 3.4.1: each ADD_ADDR says which it is of); the two addresses of one subflow are of one family. One instance per connection.
/// </summary>
/// <param name="settings">Endpoints and limits.</param>
public abstract class PathManager(PathManagerSettings settings)
{
    /// <summary>Addresses that the peer has announced, taken up; null as long as there was none.</summary>
    private List<(byte Id, Endpoint Remote)>? _announced;

    private List<(byte Id, IpAddress Local)>? _implicitIds;
    private Queue<JoinRequest>? _requests;
    private Queue<PathEndpoint>? _announcements;

    /// <summary>Subflows that live or are being opened, less one; so another may take the place of the initial one when that is gone.</summary>
    private int _opened;
    private bool _isClient;

    /// <summary>Only one subflow is wanted: once another is there, the rest is closed.</summary>
    public virtual bool KeepsOne => false;

    protected PathManagerSettings Settings => settings;

    /// <summary>Local end of the initial subflow.</summary>
    protected Endpoint LocalInitial { get; private set; }

    /// <summary>Remote end of the initial subflow.</summary>
    protected Endpoint RemoteInitial { get; private set; }

    /// <summary>The peer's C flag is not set (RFC 8684 section 3.1).</summary>
    protected bool RemoteAllowsJoins { get; private set; }

    /// <summary>The peer's initial address is one to open subflows to.</summary>
    private bool JoinsInitial => _isClient && RemoteAllowsJoins;

    /// <summary>Most addresses of the peer that are taken up.</summary>
    protected virtual int MostAnnounced => settings.AddAddrAccepted;

    /// <summary>Another subflow may be opened.</summary>
    protected virtual bool HasRoom => _opened < settings.SubflowLimit;

    /// <summary>The connection is fully established: what the endpoints ask for is due now.</summary>
    /// <param name="local">Local end of the initial subflow.</param>
    /// <param name="remote">Remote end of the initial subflow.</param>
    /// <param name="isClient">This end opened the connection.</param>
    /// <param name="remoteAllowsJoins">The peer's C flag is not set: its initial address may be joined (RFC 8684 section 3.1).</param>
    public void OnFullyEstablished(Endpoint local, Endpoint remote, bool isClient, bool remoteAllowsJoins)
    {
        LocalInitial = local;
        RemoteInitial = remote;
        RemoteAllowsJoins = remoteAllowsJoins;
        _isClient = isClient;
        foreach (var endpoint in settings.Endpoints)
        {
            if (IsAnnounced(endpoint))
            {
                (_announcements ??= new Queue<PathEndpoint>()).Enqueue(endpoint);
            }
        }

        if (isClient && remoteAllowsJoins)
        {
            OpenFirst();
        }
    }

    /// <summary>Asks for the subflows to the peer's initial address that are wanted from the start.</summary>
    protected virtual void OpenFirst()
    {
        foreach (var endpoint in settings.Endpoints)
        {
            if (endpoint.Address != LocalInitial.Address && Wants(endpoint, 0, RemoteInitial))
            {
                Request(endpoint, 0, RemoteInitial);
            }
        }
    }

    /// <summary>Whether a subflow from an endpoint to one of the peer's addresses is wanted.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="remoteId">Identifier of the peer's address; 0 for the initial one.</param>
    protected abstract bool Serves(PathEndpoint endpoint, byte remoteId);

    /// <summary>The same for an address that an endpoint can reach: one of its own family (Linux: mptcp_pm_addr_families_match).</summary>
    private bool Wants(PathEndpoint endpoint, byte remoteId, Endpoint remote) => endpoint.Address.Family == remote.Address.Family && Serves(endpoint, remoteId);

    /// <summary>The first known address of the peer that a local one can reach; its initial one unless its C flag is set.</summary>
    protected bool TryFindRemote(IpAddress local, out byte id, out Endpoint remote)
    {
        (id, remote) = (0, RemoteInitial);
        if (JoinsInitial && remote.Address.Family == local.Family)
        {
            return true;
        }

        for (var i = 0; i < _announced?.Count; i++)
        {
            (id, remote) = _announced[i];
            if (remote.Address.Family == local.Family)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Subflows from here are opened as backups.</summary>
    protected virtual bool IsBackup(PathEndpoint endpoint) => (endpoint.Flags & PathEndpointFlags.Backup) != 0;

    /// <summary>The endpoint is one to open subflows from.</summary>
    protected static bool Opens(PathEndpoint endpoint) => (endpoint.Flags & (PathEndpointFlags.Subflow | PathEndpointFlags.Fullmesh)) != 0;

    /// <summary>The peer announced an address that its HMAC proves to be its own.</summary>
    public void OnAddressAnnounced(byte id, Endpoint remote)
    {
        var isKnown = (JoinsInitial && remote == RemoteInitial) || _announced?.Exists(known => known.Remote == remote) == true;
        if (_isClient && !isKnown && (_announced?.Count(known => known.Id != 0) ?? 0) < MostAnnounced)
        {
            (_announced ??= new(1)).Add((id, remote));
            TakeUp(id, remote);
        }
    }

    /// <summary>
    /// Asks for the subflows to an address that the peer has announced: where no endpoint is for it, from the initial address, or, for one
    /// of the other family, from whatever the routes of the host say (Linux: fill_local_addresses_vec asks with IPADDR_ANY).
    /// </summary>
    protected virtual void TakeUp(byte id, Endpoint remote)
    {
        var taken = false;
        foreach (var endpoint in settings.Endpoints)
        {
            if (Wants(endpoint, id, remote) && TakesUpFrom(endpoint))
            {
                taken = true;
                Request(endpoint, id, remote);
            }
        }

        var isOfInitialFamily = LocalInitial.Address.Family == remote.Address.Family;
        if (!taken && (isOfInitialFamily || settings.AsksRoutes))
        {
            Request(new JoinRequest(0, isOfInitialFamily ? LocalInitial.Address : default, id, remote, false));
        }
    }

    /// <summary>Whether an announced address is joined from an endpoint at once when it becomes known.</summary>
    protected virtual bool TakesUpFrom(PathEndpoint endpoint) => true;

    /// <summary>
    /// The peer has withdrawn an address (REMOVE_ADDR): no more subflows to it. Its initial address stays known, as in Linux,
    /// whose endpoints always try the address that the connection was opened to.
    /// </summary>
    public void OnAddressWithdrawn(byte id) => _announced?.RemoveAll(known => known.Id == id && id != 0);

    /// <summary>
    /// The identifier of a local address: 0 for the initial one (RFC 8684 section 3.2), that of its endpoint, or one that no other
    /// address of the connection has (Linux: an implicit endpoint).
    /// </summary>
    public byte IdOf(IpAddress local)
    {
        if (local == LocalInitial.Address)
        {
            return 0;
        }

        foreach (var endpoint in settings.Endpoints)
        {
            if (endpoint.Address == local)
            {
                return endpoint.Id;
            }
        }

        foreach (var known in _implicitIds ??= new List<(byte, IpAddress)>(1))
        {
            if (known.Local == local)
            {
                return known.Id;
            }
        }

        byte id = 1;
        while (IsTaken(id))
        {
            id++;
        }

        _implicitIds.Add((id, local));
        return id;
    }

    private bool IsTaken(byte id)
    {
        foreach (var endpoint in settings.Endpoints)
        {
            if (endpoint.Id == id)
            {
                return true;
            }
        }

        return _implicitIds!.Exists(known => known.Id == id);
    }

    /// <summary>A subflow is gone.</summary>
    /// <param name="local">Its local address.</param>
    /// <param name="isLast">None is left that works.</param>
    public virtual void OnSubflowClosed(IpAddress local, bool isLast) => _opened--;

    /// <summary>A subflow that was asked for could not be opened.</summary>
    public virtual void OnJoinImpossible(IpAddress local) => OnSubflowClosed(local, isLast: false);

    /// <summary>What was sent from a local address is not answered.</summary>
    public virtual void OnSubflowStalled(IpAddress local)
    {
    }

    /// <summary>A subflow that was asked for is established.</summary>
    public virtual void OnJoined()
    {
    }

    /// <summary>When an address is lost and comes back, subflows are opened from it again.</summary>
    public bool Reopens(IpAddress address)
    {
        if (!_isClient || settings.SubflowLimit == 0)
        {
            return false;
        }

        foreach (var endpoint in settings.Endpoints)
        {
            if (endpoint.Address == address && Returns(endpoint))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether subflows are opened again from an endpoint whose address was lost and is back.</summary>
    protected virtual bool Returns(PathEndpoint endpoint) =>
        Opens(endpoint) && ((JoinsInitial && Wants(endpoint, 0, RemoteInitial)) || _announced?.Exists(known => Wants(endpoint, known.Id, known.Remote)) == true);

    /// <summary>Whether a local address that is gone was announced, and by which identifier.</summary>
    public bool TryWithdraw(IpAddress address, out byte id)
    {
        foreach (var endpoint in settings.Endpoints)
        {
            if (endpoint.Address == address && IsAnnounced(endpoint))
            {
                id = endpoint.Id;
                return true;
            }
        }

        id = 0;
        return false;
    }

    private bool IsAnnounced(PathEndpoint endpoint) => (endpoint.Flags & PathEndpointFlags.Signal) != 0 && endpoint.Address != LocalInitial.Address;

    /// <summary>An interface is back: its endpoint is used, and announced, again.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="isAlone">No subflow works.</param>
    public void OnAddressAvailable(IpAddress address, bool isAlone)
    {
        foreach (var endpoint in settings.Endpoints)
        {
            if (endpoint.Address != address)
            {
                continue;
            }

            if (IsAnnounced(endpoint))
            {
                (_announcements ??= new Queue<PathEndpoint>()).Enqueue(endpoint);
            }

            if (_isClient && Opens(endpoint))
            {
                Reopen(endpoint, isAlone);
            }
        }
    }

    /// <summary>Asks for the subflows from an endpoint whose address is back.</summary>
    protected virtual void Reopen(PathEndpoint endpoint, bool isAlone)
    {
        if (JoinsInitial && Wants(endpoint, 0, RemoteInitial))
        {
            Request(endpoint, 0, RemoteInitial);
        }

        for (var i = 0; i < _announced?.Count; i++)
        {
            var (id, remote) = _announced[i];
            if (Wants(endpoint, id, remote))
            {
                Request(endpoint, id, remote);
            }
        }
    }

    public bool TryTakeRequest(out JoinRequest request)
    {
        request = default;
        if (_requests is not null && _requests.TryDequeue(out request))
        {
            return true;
        }

        // A connection opens its subflows once, early, and then lives long.
        _requests = null;
        return false;
    }

    public bool TryTakeAnnouncement(out PathEndpoint? endpoint)
    {
        endpoint = null;
        return _announcements is not null && _announcements.TryDequeue(out endpoint);
    }

    /// <summary>Asks for a subflow from an endpoint.</summary>
    protected void Request(PathEndpoint endpoint, byte remoteId, Endpoint remote) =>
        Request(new JoinRequest(endpoint.Address == LocalInitial.Address ? (byte)0 : endpoint.Id, endpoint.Address, remoteId, remote, IsBackup(endpoint)));

    /// <summary>Asks for a subflow, unless there are as many as are allowed.</summary>
    protected void Request(in JoinRequest request)
    {
        // An IPv4 address does not reach an IPv6 address (Linux: mptcp_pm_addr_families_match); without a local address the routes choose one that does.
        if (_isClient && HasRoom && (request.Local.IsNone || request.Local.IsIPv4 == request.Remote.Address.IsIPv4))
        {
            _opened++;
            (_requests ??= new Queue<JoinRequest>()).Enqueue(request);
        }
    }
}
