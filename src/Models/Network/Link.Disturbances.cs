using Mpsim.Models.Units;

namespace Mpsim.Models.Network;

// Outages of the link, and crashes of the node that sends on it.
public sealed partial class Link
{
    /// <summary>Whether the link is down at a time that an outage or a crash has come before; goes on to later ones when they are over.</summary>
    private bool IsDown(long now)
    {
        if (now >= _crashAt)
        {
            EnterCrash(now);
            StartAnew();
        }

        if (now < _downFrom)
        {
            return false;
        }

        if (now < _downUntil)
        {
            return true;
        }

        EnterOutage(Settings.Outages.NextEndingAfter(new Instant(now)));
        StartAnew();
        return now >= _downFrom;
    }

    /// <summary>Everything planned before was lost, so rate and delay are asked anew from now on.</summary>
    private void StartAnew()
    {
        _server.Restart();
        _steady.Size = SteadyRate.NoSize;
        _delay = new DelayCursor(Settings.Delay);
    }

    private void EnterOutage(Outage outage)
    {
        _downFrom = outage.From.Nanoseconds;
        _downUntil = outage.Until.Nanoseconds;
        _undisturbedUntil = Math.Min(_downFrom, _crashAt);
    }

    /// <summary>Goes on to the first crash that is later than a time.</summary>
    private void EnterCrash(long now)
    {
        _crashAt = long.MaxValue;
        for (var i = Settings.SenderCrashes.Count - 1; i >= 0 && Settings.SenderCrashes[i].Nanoseconds > now; i--)
        {
            _crashAt = Settings.SenderCrashes[i].Nanoseconds;
        }

        _undisturbedUntil = Math.Min(_downFrom, _crashAt);
    }
}
