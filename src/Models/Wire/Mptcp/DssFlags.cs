namespace Mpsim.Models.Wire.Mptcp;

/// <summary>Flags of the Data Sequence Signal option (RFC 8684 section 3.3), with their values on the wire.</summary>
[Flags]
public enum DssFlags : byte
{
    None = 0,

    /// <summary>A: a Data ACK is present.</summary>
    DataAck = 0x01,

    /// <summary>a: the Data ACK has 8 octets, else 4.</summary>
    DataAck8 = 0x02,

    /// <summary>M: data sequence number, subflow sequence number and data-level length are present.</summary>
    Mapping = 0x04,

    /// <summary>m: the data sequence number has 8 octets, else 4.</summary>
    Dsn8 = 0x08,

    /// <summary>F: DATA_FIN.</summary>
    DataFin = 0x10,

    /// <summary>A checksum follows the mapping. Not a bit of the wire, where the length of the option says it.</summary>
    Checksum = 0x80,
}
