using Mpsim.Models.Hosts;
using Mpsim.Models.Units;

namespace Mpsim.Models.Proxy;

/// <summary>What a proxy does with the MPTCP sessions that pass it.</summary>
public enum ProxyMode
{
    /// <summary>Nothing: packets are forwarded.</summary>
    Forward,

    /// <summary>MPTCP ends at the proxy for every session; nothing of it reaches the server.</summary>
    TakeOver,

    /// <summary>SYNs pass with their options, and the server's answer decides.</summary>
    Transparent,

    /// <summary>Rules decide for each session.</summary>
    Hybrid,

    /// <summary>At the customer's premises: plain TCP that comes from the LAN ends at the proxy and goes on over MPTCP from its uplinks; all else passes.</summary>
    Cpe,
}

/// <summary>When a proxy that takes over answers the UE's SYN.</summary>
public enum ProxyAccept
{
    /// <summary>At once; the connection to the server is opened when the UE's handshake is done.</summary>
    AtOnce,

    /// <summary>When the server has answered, so that a refusal reaches the UE as a refusal.</summary>
    AfterServer,
}

/// <summary>From which address a proxy goes on toward the server of a session that it takes over.</summary>
public enum ProxySource
{
    /// <summary>From the UE's address and port: what the server answers reaches the proxy only where the route back to the UE leads through it.</summary>
    Ue,

    /// <summary>From an address and a port of the proxy's own: what the server answers reaches the proxy whatever the routes to the UE are.</summary>
    Own,
}

/// <summary>Settings of a proxy.</summary>
public sealed record ProxySettings
{
    public ProxyMode Mode { get; init; } = ProxyMode.TakeOver;

    public ProxyAccept Accept { get; init; } = ProxyAccept.AtOnce;

    /// <summary>The rules of hybrid mode, of which the first that matches decides; what none is about passes.</summary>
    public IReadOnlyList<ProxyRule> Rules { get; init; } = [];

    /// <summary>What is granted at once, by subscriber and application; the first that is about a session holds for it.</summary>
    public IReadOnlyList<SessionLimit> Limits { get; init; } = [];

    /// <summary>How it spreads the data of sessions, by subscriber and application; the first that is about a session holds, and where none is, <see cref="TowardUe"/> says it.</summary>
    public IReadOnlyList<PoolingRule> Pooling { get; init; } = [];

    /// <summary>Who reserves what for its UEs; null where nothing is reserved.</summary>
    public Provision.ProvisionExchange? Provision { get; init; }

    /// <summary>Whether the quota of the access with an address of a UE is used up; null where nobody tells.</summary>
    public Func<Wire.IpAddress, bool>? QuotaIsUsedUp { get; init; }

    /// <summary>Who chooses among the proxies on the way of a session; null where each takes what its mode says.</summary>
    public Selection.ProxySelection? Selection { get; init; }

    /// <summary>What its work takes; null for a proxy that takes no time and has memory without end.</summary>
    public Load.ProcessingCosts? Costs { get; init; }

    /// <summary>How it learns what the accesses of its UEs are; null where nobody tells.</summary>
    public Reports.AccessReports? Reports { get; init; }

    /// <summary>The proxy's place among the members of a pool, and how many there are: what its tokens tell a balancer. Null for a proxy that tells nothing.</summary>
    public (int Place, int Of)? TokenShare { get; init; }

    /// <summary>The proxy is one of several: what it does not know is another's, or was.</summary>
    public bool IsInPool { get; init; }

    /// <summary>How it keeps those at bay that mean harm.</summary>
    public ProtectionSettings Protection { get; init; } = new();

    /// <summary>How long what was learnt of a server counts.</summary>
    public Duration CapabilityAge { get; init; } = Duration.FromSeconds(600);

    /// <summary>Octets that a session may hold in each direction between its two sockets.</summary>
    public long RelayBuffer { get; init; } = 64 * 1024;

    /// <summary>Whose address the server sees.</summary>
    public ProxySource Source { get; init; } = ProxySource.Ue;

    /// <summary>How sessions that are shown to servers by an address of the proxy share addresses; where it has none, each server has the ports of the proxy's own address anew.</summary>
    public Network.Sharing.SharingSettings Sharing { get; init; } = new();

    /// <summary>What becomes of a session on the way for which there is no port.</summary>
    public PortExhaustion WhenExhausted { get; init; }

    /// <summary>Names of the interfaces of a proxy at the customer's premises that lead to the network, that of the initial subflow first; the others are its LAN.</summary>
    public IReadOnlyList<string> Uplinks { get; init; } = [];

    /// <summary>By ports of servers, what other use their sessions make of the uplinks.</summary>
    public IReadOnlyDictionary<ushort, UplinkUse> UplinksToPort { get; init; } = new Dictionary<ushort, UplinkUse>();

    /// <summary>Largest segment size that a SYN or SYN/ACK which passes may announce, in octets; null leaves it alone.</summary>
    public int? LargestMss { get; init; }

    /// <summary>What clients may ask for that address the proxy themselves.</summary>
    public ProxyServices Services { get; init; } = new();

    /// <summary>Sockets toward the UE.</summary>
    public HostSettings TowardUe { get; init; } = new() { SpeaksMptcp = true };

    /// <summary>Sockets toward the server.</summary>
    public HostSettings TowardServer { get; init; } = new();
}
