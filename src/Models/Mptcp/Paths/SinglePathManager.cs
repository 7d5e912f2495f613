using Mpsim.Models.Wire;

namespace Mpsim.Models.Mptcp.Paths;

/// <summary>
/// One subflow at a time: the next endpoint is used only when the path in use fails, because its interface goes or because data,
/// DATA_FINs or window probes sent on it are not answered; once the new subflow is there, the old one is closed. An end that only
/// receives learns of a failure from its interface alone. Where the peer's initial address is of the other family, an endpoint joins
/// one that was announced.
/// </summary>
public sealed class SinglePathManager(PathManagerSettings settings) : PathManager(settings)
{
    /// <summary>Where the subflow is opened from that is shaking hands, or null.</summary>
    private IpAddress? _joining;

    /// <summary>Where the last subflow was opened from that came to nothing while the path in use was not known to have failed, or null.</summary>
    private IpAddress? _tried;

    /// <summary>Endpoints that have failed since a subflow was last established: each is tried once.</summary>
    private int _failures;

    public override bool KeepsOne => true;

    protected override bool HasRoom => Settings.SubflowLimit > 0;

    protected override bool Returns(PathEndpoint endpoint) => Opens(endpoint) && TryFindRemote(endpoint.Address, out _, out _);

    protected override void OpenFirst()
    {
        // Nothing has failed yet.
    }

    protected override bool Serves(PathEndpoint endpoint, byte remoteId) => false;

    protected override void TakeUp(byte id, Endpoint remote)
    {
        // It is remembered; nothing has failed yet.
    }

    public override void OnSubflowStalled(IpAddress local) => OpenAfter(local);

    public override void OnSubflowClosed(IpAddress local, bool isLast)
    {
        base.OnSubflowClosed(local, isLast);
        if (_joining == local)
        {
            // The path in use may be silent without being known for it: its next failure must find the way free, to another endpoint.
            _joining = null;
            _tried = local;
        }

        if (isLast)
        {
            _joining = _tried = null;
            OpenAfter(local);
        }
    }

    public override void OnJoinImpossible(IpAddress local)
    {
        _joining = null;
        OpenAfter(local);
    }

    public override void OnJoined()
    {
        _joining = _tried = null;
        _failures = 0;
    }

    protected override void Reopen(PathEndpoint endpoint, bool isAlone)
    {
        if (isAlone && Returns(endpoint))
        {
            _failures = 0;
            _joining = endpoint.Address;
            RequestFrom(endpoint);
        }
    }

    /// <summary>Asks for a subflow from the endpoint that follows an address in the list, the first following the last.</summary>
    private void OpenAfter(IpAddress local)
    {
        var endpoints = Settings.Endpoints;
        if (_joining is not null || _failures >= endpoints.Count)
        {
            return;
        }

        _failures++;
        var from = 0;
        for (var i = 0; i < endpoints.Count; i++)
        {
            from = endpoints[i].Address == (_tried ?? local) ? i + 1 : from;
        }

        for (var i = 0; i < endpoints.Count; i++)
        {
            var next = endpoints[(from + i) % endpoints.Count];
            if (next.Address != local && Returns(next))
            {
                _joining = next.Address;
                RequestFrom(next);
                return;
            }
        }
    }

    private void RequestFrom(PathEndpoint endpoint)
    {
        if (TryFindRemote(endpoint.Address, out var id, out var remote))
        {
            Request(endpoint, id, remote);
        }
    }
}
