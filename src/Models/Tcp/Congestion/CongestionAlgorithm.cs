namespace Mpsim.Models.Tcp.Congestion;

/// <summary>One congestion control that a scenario may name.</summary>
/// <param name="Name">Key in a scenario.</param>
/// <param name="Description">One line for the reference pages.</param>
/// <param name="Create">Makes the control of one connection.</param>
public sealed record CongestionAlgorithm(string Name, string Description, Func<CongestionOptions, CongestionControl> Create);
