using Mpsim.Models.Wire.Mptcp;

namespace Mpsim.Models.Mptcp;

/// <summary>An ADD_ADDR that was sent and not echoed yet (RFC 8684 section 3.4.1).</summary>
internal sealed class Announcement(AddAddress option)
{
    public AddAddress Option => option;

    /// <summary>How often it was sent again.</summary>
    public int Repeats { get; set; }

    /// <summary>When it is sent again, in nanoseconds.</summary>
    public long Deadline { get; set; }
}
