namespace Mpsim.Models.Tcp;

/// <summary>What a connection has to tell its user; gathered until taken.</summary>
[Flags]
public enum TcpEvents : byte
{
    None = 0,

    /// <summary>ESTABLISHED was reached.</summary>
    Connected = 0x01,

    /// <summary>Data or the end of the stream can be read.</summary>
    Readable = 0x02,

    /// <summary>A full send buffer has room again.</summary>
    Writable = 0x04,

    /// <summary>Our FIN is acknowledged and the peer's has arrived.</summary>
    Closed = 0x08,

    /// <summary>RST in answer to our SYN.</summary>
    Refused = 0x10,

    /// <summary>RST on an established connection.</summary>
    Reset = 0x20,

    /// <summary>Too many retransmissions without an answer.</summary>
    TimedOut = 0x40,

    Aborted = Refused | Reset | TimedOut,
}
