namespace Mpsim.Models.Network.Middleboxes;

/// <summary>The settings that a kind of box looks at.</summary>
[Flags]
public enum MiddleboxUses
{
    None = 0,
    Headings = 0x01,
    Options = 0x02,
    Size = 0x04,
    Hold = 0x08,
    Dss = 0x10,
    Alteration = 0x20,
    Napt = 0x40,
    TimeToLive = 0x100,
    Addition = 0x200,

    /// <summary>The box can be switched on and off: it needs to know nothing of what it has not seen.</summary>
    Switching = 0x80,
}
