namespace Mpsim.Models.Proxy.Load;

/// <summary>Why a proxy has turned a session, a subflow or a packet down.</summary>
public enum ProxyRefusal
{
    /// <summary>A limit by subscriber and application grants no further session.</summary>
    SessionLimit,

    /// <summary>A limit by subscriber and application grants no further subflow.</summary>
    SubflowLimit,

    /// <summary>There is no memory for a further session.</summary>
    Memory,

    /// <summary>There are as many sessions as the proxy may have.</summary>
    Sessions,

    /// <summary>The cores are too busy for a further session.</summary>
    Load,

    /// <summary>A join names a session that the proxy does not have.</summary>
    UnknownToken,

    /// <summary>A join's proof of the keys is wrong.</summary>
    BadHmac,

    /// <summary>An address is opening as many sessions as it may, or too many clients of the converter have said nothing but a SYN.</summary>
    HalfOpen,

    /// <summary>A packet of a session of another member of the pool.</summary>
    Stranger,

    /// <summary>A packet of a session that is over.</summary>
    Late,

    /// <summary>There is no public port for a session.</summary>
    Port,
}
