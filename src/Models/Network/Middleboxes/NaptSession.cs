using Mpsim.Models.Kernel;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Network.Middleboxes;

/// <summary>One TCP connection through a NAPT: how far it has come, from the flags alone, and when it is forgotten (RFC 5382 section 5).</summary>
internal sealed class NaptSession : ITimerOwner
{
    private readonly Napt _napt;
    private readonly Kernel.Timer _timer;
    private Heading _synchronised;
    private Heading _finished;
    private bool _reset;

    public NaptSession(NaptMapping mapping, Endpoint remote, Scheduler scheduler, Napt napt)
    {
        _napt = napt;
        Mapping = mapping;
        Remote = remote;
        _timer = new Kernel.Timer(scheduler, this);
    }

    public NaptMapping Mapping { get; }

    public Endpoint Remote { get; }

    /// <summary>The first packet came from inside, so that filters by address let its remote end in.</summary>
    public bool WasOpenedFromInside { get; init; }

    public bool IsClosing => _reset || _finished == Heading.Both;

    public bool IsEstablished => _synchronised == Heading.Both && !IsClosing;

    public void OnTimer(Kernel.Timer timer, Instant now)
    {
        _timer.Retire();
        _napt.Forget(this);
    }

    /// <summary>Notes what a packet does to the connection, and that the session is in use.</summary>
    public void OnPacket(in Segment segment, Heading heading, NaptSettings settings, Instant now)
    {
        if (segment.Has(TcpFlags.Syn))
        {
            if (IsClosing)
            {
                _synchronised = Heading.None;
                _finished = Heading.None;
                _reset = false;
            }

            _synchronised |= heading;
        }

        _finished |= segment.Has(TcpFlags.Fin) ? heading : Heading.None;
        _reset |= segment.Has(TcpFlags.Rst);
        var timeout = IsClosing ? settings.TransitoryTimeout : IsEstablished ? settings.EstablishedTimeout : settings.SynTimeout;
        _timer.Arm(now + timeout);
    }
}
