using Mpsim.Models.Units;
using Mpsim.Results;

namespace Mpsim.Measuring;

/// <summary>Samples shared public addresses: the ports in use or on hold, and the SYNs that got none.</summary>
internal sealed class PortSampler
{
    private readonly SharedAddresses _addresses;
    private readonly SampleTable _table;
    private readonly int _ports;
    private readonly int _refused;
    private long _refusals;

    public PortSampler(SharedAddresses addresses, SampleTable table)
    {
        (_addresses, _table) = (addresses, table);
        var entity = EntityNames.Sharing(addresses.Place);
        _ports = table.Announce(entity, SampleMetrics.Ports, "");
        _refused = table.Announce(entity, SampleMetrics.PortsRefused, "");
    }

    public void Sample(Instant now)
    {
        var ledger = _addresses.Ledger();
        _table.Add(now, _ports, ledger.InUse);

        // After a crash another proxy counts from its own beginning.
        var refusals = ledger.Refused;
        _table.Add(now, _refused, refusals < _refusals ? refusals : refusals - _refusals);
        _refusals = refusals;
    }
}
