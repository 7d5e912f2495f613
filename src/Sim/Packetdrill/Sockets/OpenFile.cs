namespace Mpsim.Packetdrill.Sockets;

/// <summary>What a file descriptor stands for.</summary>
internal abstract class OpenFile
{
    /// <summary>O_NONBLOCK.</summary>
    public bool NonBlocking { get; set; }

    /// <summary>What poll() and epoll_wait() would report now, whatever was asked for.</summary>
    public abstract PollEvents Ready { get; }

    /// <summary>Counts what has happened to the file that wakes waiters up; edge-triggered events compare it.</summary>
    public int Wakeups { get; protected set; }
}

/// <summary>Events of poll(), with Linux's values, which those of epoll share.</summary>
[Flags]
internal enum PollEvents
{
    None = 0,
    In = 0x001,
    Priority = 0x002,
    Out = 0x004,
    Error = 0x008,
    HangUp = 0x010,
    ReadHangUp = 0x2000,
}
