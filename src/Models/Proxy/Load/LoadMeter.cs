using Mpsim.Models.Units;

namespace Mpsim.Models.Proxy.Load;

/// <summary>The part of the time that cores were busy, window by window. Work counts where it begins.</summary>
/// <param name="cores">How many there are.</param>
internal sealed class LoadMeter(int cores)
{
    /// <summary>Long enough for some ten thousand packets, short enough for a flood that has just begun.</summary>
    public static readonly Duration Window = Duration.FromMilliseconds(100);

    private long _window;
    private long _busy;
    private double _last;

    /// <summary>Nanoseconds of work so far, all cores together.</summary>
    public long Busy { get; private set; }

    public void Add(Instant now, long nanoseconds)
    {
        GoOn(now);
        _busy += nanoseconds;
        Busy += nanoseconds;
    }

    /// <summary>The share of the last window that is over, 0 to 1; of the one that runs where it has more already.</summary>
    public double Share(Instant now)
    {
        GoOn(now);
        return Math.Max(_last, ShareOf(_busy));
    }

    private void GoOn(Instant now)
    {
        var window = now.Nanoseconds / Window.Nanoseconds;
        if (window != _window)
        {
            _last = window == _window + 1 ? ShareOf(_busy) : 0;
            _busy = 0;
            _window = window;
        }
    }

    private double ShareOf(long busy) => Math.Min(1, (double)busy / (Window.Nanoseconds * cores));
}
