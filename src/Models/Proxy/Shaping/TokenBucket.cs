using Mpsim.Models.Units;

namespace Mpsim.Models.Proxy.Shaping;

/// <summary>
/// A token bucket (RFC 2697 section 3, with one rate and one burst): octets may pass that it has tokens for, which come at a rate until it is full. Exact: what a
/// nanosecond brings is counted in bits times 10^9, so that the long-run rate is that which was asked for.
/// </summary>
internal sealed class TokenBucket
{
    /// <summary>Work of an octet: its bits times the nanoseconds of a second.</summary>
    private const long Octet = 8_000_000_000;

    private readonly long _rate;
    private readonly long _full;
    private long _level;
    private Instant _at;

    /// <param name="rate">Rate at which tokens come.</param>
    /// <param name="burst">Octets that it holds at most, and at first.</param>
    /// <param name="now">Now.</param>
    public TokenBucket(DataRate rate, long burst, Instant now)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate.BitsPerSecond);
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(burst, long.MaxValue / Octet);
        _rate = rate.BitsPerSecond;
        _full = burst * Octet;
        _level = _full;
        _at = now;
    }

    /// <summary>Octets that may pass now.</summary>
    public long Available(Instant now)
    {
        Fill(now);
        return _level / Octet;
    }

    /// <summary>When as many octets may pass, if none do before; not more than the burst.</summary>
    public Instant TimeFor(long octets, Instant now)
    {
        Fill(now);
        var missing = (octets * Octet) - _level;
        return missing <= 0 ? now : now + new Duration(((missing - 1) / _rate) + 1);
    }

    /// <summary>Octets pass for which there are tokens.</summary>
    public void Take(long octets)
    {
        _level -= octets * Octet;
        if (_level < 0)
        {
            throw new InvalidOperationException($"{octets} octets pass for which there are no tokens");
        }
    }

    private void Fill(Instant now)
    {
        var elapsed = (now - _at).Nanoseconds;
        _at = now;
        var missing = _full - _level;
        _level = elapsed > missing / _rate ? _full : _level + (elapsed * _rate);
    }
}
