namespace Mpsim.Packetdrill.Sockets;

/// <summary>What a system call has returned.</summary>
/// <param name="Value">The result; -1 with an error.</param>
/// <param name="Error">errno.</param>
internal readonly record struct CallOutcome(long Value, Errno Error = Errno.None)
{
    public static readonly CallOutcome Success = new(0);

    public static CallOutcome Failure(Errno error) => new(-1, error);
}

/// <summary>What a call that may have to wait remembers from one try to the next.</summary>
internal sealed class CallProgress
{
    /// <summary>Octets moved so far.</summary>
    public long Octets { get; set; }

    /// <summary>The call has done what it does once.</summary>
    public bool HasBegun { get; set; }

    /// <summary>The call has opened the connection by Fast Open, and waits until it is there.</summary>
    public bool Opens { get; set; }

    /// <summary>When the call gives up waiting, in nanoseconds.</summary>
    public long Deadline { get; set; } = long.MaxValue;

    /// <summary>What the call gave back beside its result, otherwise than the script says.</summary>
    public List<string> Differences { get; } = [];

    /// <summary>The file that a call has made, by the number that the script gives it.</summary>
    public OpenFile? Made { get; set; }
}
