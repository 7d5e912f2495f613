namespace Mpsim.Scenarios;

/// <summary>The defaults of a kind of host, which stand where a scenario says nothing.</summary>
/// <param name="Name">Name as in a scenario.</param>
/// <param name="Description">One line for the reference.</param>
/// <param name="ReceiveLimit">Upper end of the receive buffer.</param>
/// <param name="SendLimit">Upper end of the send buffer.</param>
/// <param name="Defaults">Values by the name of the key of TCP, MPTCP or its limits; what is not named has the default of the key.</param>
public sealed record HostProfile(string Name, string Description, string ReceiveLimit, string SendLimit, IReadOnlyDictionary<string, string> Defaults);
