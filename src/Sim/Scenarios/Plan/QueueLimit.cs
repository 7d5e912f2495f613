namespace Mpsim.Scenarios.Plan;

/// <summary>The most that may wait in a queue, counted in packets or in bytes; the packet in transmission does not count.</summary>
public sealed record QueueLimit(long Amount, bool InPackets);
