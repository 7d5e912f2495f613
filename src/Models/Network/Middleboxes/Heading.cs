namespace Mpsim.Models.Network.Middleboxes;

/// <summary>Which way a packet passes a middlebox. <c>Up</c> is from a link's first end to its second, or from the inside to the outside.</summary>
[Flags]
public enum Heading : byte
{
    None = 0,
    Up = 1,
    Down = 2,
    Both = Up | Down,
}
