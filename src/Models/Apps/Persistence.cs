using Mpsim.Models.Units;

namespace Mpsim.Models.Apps;

/// <summary>How long the application that opens a connection waits for it, and how often it tries again.</summary>
/// <param name="Patience">Time without any delivery after which it gives the connection up; null for never.</param>
/// <param name="Retries">How often it opens another one, which transfers everything anew, after one that failed.</param>
public sealed record Persistence(Duration? Patience, int Retries)
{
    /// <summary>Waits for ever, and takes a failure for the end.</summary>
    public static readonly Persistence None = new(null, 0);
}
