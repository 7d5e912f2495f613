using Mpsim.Packetdrill.Matching;

namespace Mpsim.Packetdrill.Running;

/// <summary>A failure of a line that is not the one being executed: a call that has waited since.</summary>
internal sealed class LocatedException(int line, string message) : RunException(message)
{
    public int Line { get; } = line;
}
