using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Middleboxes;

/// <summary>An inside endpoint and the public port that stands for it, as long as a session uses them.</summary>
internal sealed class NaptMapping(Endpoint inside, Endpoint scope, Endpoint outside, int epoch)
{
    public Endpoint Inside => inside;

    /// <summary>The remote endpoint, or the part of it, that the mapping is for; all zero where it is for all.</summary>
    public Endpoint Scope => scope;

    /// <summary>The public address and port.</summary>
    public Endpoint Outside => outside;

    /// <summary>Changes of the public address before it was made.</summary>
    public int Epoch => epoch;

    /// <summary>Made by a connection from outside, for the host that gets those: its port is none of those that the inside shares.</summary>
    public bool IsForwarded { get; init; }

    public int Sessions { get; set; }
}
