namespace Mpsim.Packetdrill.Matching;

/// <summary>The run of a script cannot go on: what it expects did not happen, or what it wants to inject cannot be made.</summary>
internal class RunException(string message) : Exception(message);

/// <summary>The script uses something that this simulator has not.</summary>
internal sealed class UnsupportedException(string what) : RunException(what);
