using Mpsim.Models.Kernel;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Middleboxes;

/// <summary>Gives a NAPT another outside address at a time, as an access network does that renumbers its subscribers (RFC 6269 section 13.1 has what it breaks).</summary>
public sealed class NaptRenumbering : EventTarget
{
    private readonly Napt _napt;
    private readonly IpAddress _address;

    /// <param name="scheduler">Scheduler of the run.</param>
    /// <param name="napt">The NAPT, at its place.</param>
    /// <param name="at">When.</param>
    /// <param name="address">The new address, toward which there must be routes.</param>
    public NaptRenumbering(Scheduler scheduler, Napt napt, Instant at, IpAddress address)
        : base(scheduler)
    {
        _napt = napt;
        _address = address;
        scheduler.Schedule(this, at);
    }

    protected internal override void OnWakeup(Instant now) => _napt.ChangeAddress(_address);
}
