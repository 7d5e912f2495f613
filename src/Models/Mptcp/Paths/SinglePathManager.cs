using Mpsim.Models.Wire;

namespace Mpsim.Models.Mptcp.Paths;

/// <summary>
/// One subflow at a time: the next endpoint is used only when the path in use fails, because its interface goes or because data sent on
/// it are not acknowledged; once the new subflow is there, the old one is closed. An end that only receives learns of a
/// failure from its interface alone. Where the peer's initial address is of the other family, an endpoint joins one that was announced.
/// </summary>
public sealed class SinglePathManager(PathManagerSettings settings) : PathManager(settings)
{
    private bool _isJoining;

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
        if (isLast)
        {
            _isJoining = false;
            OpenAfter(local);
        }
    }

    public override void OnJoinImpossible(IpAddress local)
    {
        _isJoining = false;
        OpenAfter(local);
    }

    public override void OnJoined()
    {
        _isJoining = false;
        _failures = 0;
    }

    protected override void Reopen(PathEndpoint endpoint, bool isAlone)
    {
        if (isAlone && Returns(endpoint))
        {
            _failures = 0;
            _isJoining = true;
            RequestFrom(endpoint);
        }
    }

    /// <summary>Asks for a subflow from the endpoint that follows an address in the list, the first following the last.</summary>
    private void OpenAfter(IpAddress local)
    {
        var endpoints = Settings.Endpoints;
        if (_isJoining || _failures >= endpoints.Count)
        {
            return;
        }

        _failures++;
        var from = 0;
        for (var i = 0; i < endpoints.Count; i++)
        {
            from = endpoints[i].Address == local ? i + 1 : from;
        }

        for (var i = 0; i < endpoints.Count; i++)
        {
            var next = endpoints[(from + i) % endpoints.Count];
            if (next.Address != local && Returns(next))
            {
                _isJoining = true;
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
