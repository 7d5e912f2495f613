using Mpsim.Scenarios.Plan;

namespace Mpsim.Scenarios;

// What proxies reserve, and what UEs ask for.
public sealed partial class ResolvedParameters
{
    private void AddProvision(string path, ProvisionPlan? provision)
    {
        if (provision is null)
        {
            return;
        }

        var keys = _keys.Provision;
        AddWhere(path, keys.Capacity, provision.Sessions);
        AddWhere(path, keys.SubflowCapacity, provision.Subflows);
        AddWhere($"{path}.{keys.Unreserved.Name}", keys.UnreservedSessions, provision.UnreservedSessions);
        Add($"{path}.{keys.Unreserved.Name}", keys.UnreservedSubflows, provision.UnreservedSubflows);
        Add(path, keys.Partial, provision.Partial);
        Add(path, keys.Lifetime, provision.Lifetime);
        Add(path, keys.Delay, provision.Delay);
        Add(path, keys.Loss, provision.Loss);
        Add(path, keys.Repeat, provision.Repeat);
        foreach (var (index, offer) in provision.Offers.Index())
        {
            var at = $"{path}.{keys.Offers.Name}.{index}";
            Add(at, keys.OfferName, offer.Name);
            AddWhere(at, keys.OfferLevel, offer.Level);
            AddNames(at, keys.Subscribers, offer.Subscribers);
            AddNames(at, keys.Flows, offer.Flows);
            AddNames(at, keys.Access, offer.Accesses);
            AddWhere(at, keys.Most, offer.Sessions);
            AddWhere(at, keys.MostSubflows, offer.Subflows);
        }
    }

    private void AddReserve(string path, ReservePlan? reserve)
    {
        if (reserve is null)
        {
            return;
        }

        var keys = _keys.Provision;
        Add($"{path}.{keys.Proxy.Name}", reserve.Proxy);
        foreach (var (index, request) in reserve.Requests.Index())
        {
            var at = $"{path}.{keys.Requests.Name}.{index}";
            Add(at, keys.Level, request.Level);
            AddNames(at, keys.RequestFlows, request.Flows);
            AddName(at, keys.Link, request.Link);
            AddWhere(at, keys.AskedSessions, request.Sessions);
            AddWhere(at, keys.AskedSubflows, request.Subflows);
            if (request.Level == ReservationLevel.Subscriber)
            {
                Add(at, keys.At, request.At);
                AddWhere(at, keys.Until, request.Until);
            }
        }
    }
}
