using Mpsim.Models.Units;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys of what a proxy's work takes; where the defaults come from is in docs/models/proxy-load.md.</summary>
internal sealed class CostKeys
{
    private static readonly DurationForm Time = new(Duration.Zero, Duration.FromSeconds(1));

    public readonly Key<int> Cores = new("cores", new IntegerForm(1, 1024), "Cores that work side by side; all that belongs to a session is done by one of them.") { Default = "1" };

    public readonly Key<Duration> Forward = new("forward", Time, "The time that a core takes to pass a packet on.") { Default = "1 us" };

    public readonly Key<Duration> Terminate = new("terminate", Time, "The same for a packet that a connection of the proxy itself receives or sends.") { Default = "2 us" };

    public readonly Key<Duration> Session = new("session", Time, "The same for taking a session over, beside its packets and its crypto.") { Default = "25 us" };

    public readonly Key<Duration> Join = new("join", Time, "The same for taking a subflow into a session, beside its packets and its crypto.") { Default = "10 us" };

    public readonly Key<Duration> Crypto = new("crypto", Time, "The same for one hash of a key or one HMAC: two of a session, two of a join, one of an address that is announced.") { Default = "500 ns" };

    public readonly Key<Duration> Refuse = new("refuse", Time, "The same for a packet that is turned down.") { Default = "1 us" };

    public readonly Key<int> Queue = new("queue", new IntegerForm(1, 1_000_000), "Packets that may wait for a core beside the one at work; further ones are dropped.") { Default = "1000" };

    public readonly Key<ByteCount> SessionMemory = new("session_memory", Forms.Size, "The memory that a session takes while it is there, its handshake included.") { Default = "64 KiB" };

    public readonly Key<ByteCount> Memory = new("memory", Forms.Size, "The memory for sessions; what has no room passes without the proxy.") { Absent = "no limit" };

    public readonly Key<int> Sessions = new("sessions", new IntegerForm(0, 100_000_000), "Sessions at once; further ones pass.") { Absent = "no limit" };

    public readonly Key<Probability> AdmitBelow = new("admit_below", Forms.Percent,
        "The part of the cores' time, over the last tenth of a second, from which on further sessions pass.")
    { Absent = "no limit" };

    public CostKeys() => Group = new KeyGroup("nodes.<name>.costs", [Cores, Forward, Terminate, Session, Join, Crypto, Refuse, Queue, SessionMemory, Memory, Sessions, AdmitBelow]);

    public KeyGroup Group { get; }
}
