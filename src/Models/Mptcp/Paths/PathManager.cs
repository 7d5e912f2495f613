using Mpsim.Models.Wire;

namespace Mpsim.Models.Mptcp.Paths;

/// <summary>A subflow that the path manager wants opened.</summary>
/// <param name="LocalId">Address identifier of the local address.</param>
/// <param name="Local">Local address.</param>
/// <param name="RemoteId">Address identifier of the remote address.</param>
/// <param name="Remote">Remote address and port.</param>
/// <param name="Backup">As a backup.</param>
public readonly record struct JoinRequest(byte LocalId, IpAddress Local, byte RemoteId, Endpoint Remote, bool Backup);

/// <summary>
/// Decides which subflows to open and which addresses to announce, as Linux's in-kernel path manager does: an
/// endpoint flagged <c>subflow</c> is used once toward the peer's initial address, in the order of the list; one flagged
/// <c>fullmesh</c> toward every address of the peer; one flagged <c>signal</c> is announced. An address that the
/// peer announces is taken up from every fullmesh endpoint, or from the initial local address where there is none.
/// One instance per connection.
/// </summary>
public sealed class PathManager(PathManagerSettings settings)
{
    private readonly List<(byte Id, Endpoint Remote)> _peerAddresses = new(1);
    private Queue<JoinRequest>? _requests;
    private Queue<PathEndpoint>? _announcements;
    private int _opened;
    private Endpoint _localInitial;
    private bool _isClient;
    private bool _remoteAllowsJoins;

    /// <summary>The connection is fully established: what the endpoints ask for is due now.</summary>
    /// <param name="local">Local address of the initial subflow.</param>
    /// <param name="remote">Remote address of the initial subflow.</param>
    /// <param name="isClient">Only the end that opened the connection opens further subflows by itself, as in Linux.</param>
    /// <param name="remoteAllowsJoins">The peer's C flag is not set: its initial address may be joined (RFC 8684 section 3.1).</param>
    public void OnFullyEstablished(Endpoint local, Endpoint remote, bool isClient, bool remoteAllowsJoins)
    {
        _localInitial = local;
        _isClient = isClient;
        _remoteAllowsJoins = remoteAllowsJoins;
        foreach (var endpoint in settings.Endpoints)
        {
            if (IsAnnounced(endpoint))
            {
                (_announcements ??= new Queue<PathEndpoint>()).Enqueue(endpoint);
            }
        }

        if (!isClient)
        {
            return;
        }

        if (remoteAllowsJoins)
        {
            _peerAddresses.Add((0, remote));
            foreach (var endpoint in settings.Endpoints)
            {
                if ((endpoint.Flags & (PathEndpointFlags.Subflow | PathEndpointFlags.Fullmesh)) != 0 && endpoint.Address != local.Address)
                {
                    Request(endpoint.Id, endpoint.Address, 0, remote, (endpoint.Flags & PathEndpointFlags.Backup) != 0);
                }
            }
        }
    }

    /// <summary>The peer announced an address that its HMAC proves to be its own.</summary>
    public void OnAddressAnnounced(byte id, Endpoint remote)
    {
        if (!_isClient || _peerAddresses.Exists(known => known.Remote == remote) || _peerAddresses.Count(known => known.Id != 0) >= settings.AddAddrAccepted)
        {
            return;
        }

        _peerAddresses.Add((id, remote));
        var taken = false;
        foreach (var endpoint in settings.Endpoints)
        {
            if (IsFor(endpoint, id))
            {
                taken = true;
                var localId = endpoint.Address == _localInitial.Address ? (byte)0 : endpoint.Id;
                Request(localId, endpoint.Address, id, remote, (endpoint.Flags & PathEndpointFlags.Backup) != 0);
            }
        }

        if (!taken)
        {
            Request(0, _localInitial.Address, id, remote, false);
        }
    }

    /// <summary>
    /// An endpoint flagged <c>fullmesh</c> is for every address of the peer, one flagged <c>subflow</c> for the initial one, and, where
    /// that may not be joined, for the others in its stead (Linux: fill_local_addresses_vec_c_flag).
    /// </summary>
    private bool IsFor(PathEndpoint endpoint, byte remoteId) =>
        (endpoint.Flags & PathEndpointFlags.Fullmesh) != 0
        || ((endpoint.Flags & PathEndpointFlags.Subflow) != 0 && (remoteId == 0 || !_remoteAllowsJoins));

    /// <summary>The identifier of a local address: that of its endpoint, or 0 for the initial one and for one that has none.</summary>
    public byte IdOf(IpAddress local)
    {
        foreach (var endpoint in settings.Endpoints)
        {
            if (endpoint.Address == local && local != _localInitial.Address)
            {
                return endpoint.Id;
            }
        }

        return 0;
    }

    /// <summary>A subflow other than the initial one is gone, or could not be opened.</summary>
    public void OnSubflowClosed() => _opened = Math.Max(0, _opened - 1);

    /// <summary>When an address is lost and comes back, subflows are opened from it again.</summary>
    public bool Reopens(IpAddress address)
    {
        if (_isClient && settings.SubflowLimit > 0)
        {
            foreach (var endpoint in settings.Endpoints)
            {
                if (endpoint.Address == address && (endpoint.Flags & (PathEndpointFlags.Subflow | PathEndpointFlags.Fullmesh)) != 0)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>
    /// The peer has withdrawn an address (REMOVE_ADDR): no more subflows to it. Its initial address stays known, as in Linux,
    /// whose endpoints always try the address that the connection was opened to.
    /// </summary>
    public void OnAddressWithdrawn(byte id) => _peerAddresses.RemoveAll(known => known.Id == id && id != 0);

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

    private bool IsAnnounced(PathEndpoint endpoint) => (endpoint.Flags & PathEndpointFlags.Signal) != 0 && endpoint.Address != _localInitial.Address;

    /// <summary>An interface is back: its endpoint is used, and announced, again.</summary>
    public void OnAddressAvailable(IpAddress address)
    {
        foreach (var endpoint in settings.Endpoints)
        {
            if (endpoint.Address == address && IsAnnounced(endpoint))
            {
                (_announcements ??= new Queue<PathEndpoint>()).Enqueue(endpoint);
            }

            if (endpoint.Address != address || (endpoint.Flags & (PathEndpointFlags.Subflow | PathEndpointFlags.Fullmesh)) == 0)
            {
                continue;
            }

            foreach (var (id, remote) in _peerAddresses)
            {
                if (IsFor(endpoint, id))
                {
                    Request(endpoint.Address == _localInitial.Address ? (byte)0 : endpoint.Id, address, id, remote, (endpoint.Flags & PathEndpointFlags.Backup) != 0);
                }
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

    private void Request(byte localId, IpAddress local, byte remoteId, Endpoint remote, bool backup)
    {
        if (_opened < settings.SubflowLimit)
        {
            _opened++;
            (_requests ??= new Queue<JoinRequest>()).Enqueue(new JoinRequest(localId, local, remoteId, remote, backup));
        }
    }
}
