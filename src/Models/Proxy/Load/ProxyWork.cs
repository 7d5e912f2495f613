namespace Mpsim.Models.Proxy.Load;

/// <summary>Kinds of work of a proxy, by which its time is told.</summary>
public enum ProxyWork
{
    /// <summary>Passing a packet on.</summary>
    Forward,

    /// <summary>A packet of a connection of the proxy itself, in or out, with what its options ask for.</summary>
    Terminate,

    /// <summary>Taking a session over.</summary>
    Session,

    /// <summary>Taking a subflow into a session.</summary>
    Join,

    /// <summary>Answering a SYN without keeping anything of it.</summary>
    Cookie,

    /// <summary>Turning a packet down.</summary>
    Refuse,
}
