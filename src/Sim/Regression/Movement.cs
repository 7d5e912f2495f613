namespace Mpsim.Regression;

/// <summary>How a figure stands to its baseline.</summary>
public enum Verdict
{
    /// <summary>Within the tolerance.</summary>
    Within,

    /// <summary>Beyond the tolerance.</summary>
    Moved,

    /// <summary>In the baseline, but no figure now: a transfer that no longer finishes, a variant that no longer exists.</summary>
    Gone,

    /// <summary>A figure now, but none in the baseline.</summary>
    New,

    /// <summary>Shown for the reader and judged elsewhere: goodput of a path, of which the share is judged.</summary>
    Informative,
}

/// <summary>One figure beside its baseline.</summary>
/// <param name="Baseline">Null when new.</param>
/// <param name="Now">Null when gone.</param>
public sealed record Movement(
    string Variant, string Flow, string Metric, string Path, string Unit, double? Baseline, double? Now, Verdict Verdict)
{
    /// <summary>Whether it fails the check. New figures pass: they have nothing to fall behind.</summary>
    public bool IsBreach => Verdict is Verdict.Moved or Verdict.Gone;

    /// <summary>Change in percent of the baseline, in points for figures that are percentages; null where there is none.</summary>
    public double? Change => (Baseline, Now) switch
    {
        ({ } before, { } now) when Unit == "%" => now - before,
        (not 0 and { } before, { } now) => (now - before) / Math.Abs(before) * 100,
        _ => null,
    };
}
