namespace Mpsim.Scenarios.Plan;

/// <summary>The directions of a link that an event concerns.</summary>
[Flags]
public enum LinkDirections
{
    None = 0,
    Up = 1,
    Down = 2,
    Both = Up | Down,
}
