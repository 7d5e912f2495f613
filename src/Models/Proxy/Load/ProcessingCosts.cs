using Mpsim.Models.Units;

namespace Mpsim.Models.Proxy.Load;

/// <summary>
/// What a proxy's work takes: time of a core by kind of work, memory of a session, and what there is of both. The defaults and where they come from are in
/// <c>docs/models/proxy-load.md</c>.
/// </summary>
public sealed record ProcessingCosts
{
    /// <summary>Cores that work side by side; all that belongs to a session is done by one of them.</summary>
    public int Cores { get; init; } = 1;

    /// <summary>A packet that is passed on: a look-up and a route.</summary>
    public Duration Forward { get; init; } = Duration.FromMicroseconds(1);

    /// <summary>A packet that a connection of the proxy itself receives or sends.</summary>
    public Duration Terminate { get; init; } = Duration.FromMicroseconds(2);

    /// <summary>Taking a session over, beside its packets: two sockets and a relay, made and later taken down.</summary>
    public Duration Session { get; init; } = Duration.FromMicroseconds(25);

    /// <summary>Taking a subflow into a session, beside its packets and its HMACs.</summary>
    public Duration Join { get; init; } = Duration.FromMicroseconds(10);

    /// <summary>One hash of a key, or one HMAC (RFC 8684 sections 3.1 and 3.2).</summary>
    public Duration Crypto { get; init; } = new(500);

    /// <summary>A packet that is turned down: a look-up and an answer, no state.</summary>
    public Duration Refuse { get; init; } = Duration.FromMicroseconds(1);

    /// <summary>Packets that may wait for a core beside the one at work; further ones are dropped.</summary>
    public int QueueLimit { get; init; } = 1000;

    /// <summary>Octets that a session takes while it is there, its handshake included.</summary>
    public long SessionMemory { get; init; } = 64 * 1024;

    /// <summary>Octets for sessions; null for no limit.</summary>
    public long? Memory { get; init; }

    /// <summary>Sessions at once; null for no limit.</summary>
    public int? Sessions { get; init; }

    /// <summary>The part of the cores' time, over the last <see cref="LoadMeter.Window"/>, from which on no further session is taken over; null for no limit.</summary>
    public double? AdmitBelow { get; init; }

    /// <summary>A session may be turned down.</summary>
    public bool LimitSessions => Memory is not null || Sessions is not null || AdmitBelow is not null;
}
