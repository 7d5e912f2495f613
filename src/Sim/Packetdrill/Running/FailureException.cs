using Mpsim.Packetdrill.Matching;

namespace Mpsim.Packetdrill.Running;

/// <summary>The host did something else than the script expects.</summary>
internal sealed class FailureException(string message, string? expected = null, string? actual = null) : RunException(message)
{
    public string? Expected { get; } = expected;

    public string? Actual { get; } = actual;
}
