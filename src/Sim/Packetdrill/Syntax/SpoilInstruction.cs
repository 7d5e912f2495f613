using Mpsim.Scenarios.Errors;

namespace Mpsim.Packetdrill.Syntax;

/// <summary>How octets of a packet are spoilt.</summary>
internal enum SpoilKind
{
    /// <summary>Overwritten with a value.</summary>
    Replace,

    /// <summary>Overwritten with chance.</summary>
    Mutate,

    /// <summary>Taken out.</summary>
    Truncate,

    /// <summary>Put in, by chance.</summary>
    Insert,
}

/// <summary>An instruction behind a packet that changes its octets before they are sent, such as <c>{rep tcp win_size 0x1021}</c>.</summary>
/// <param name="Position">Where it stands.</param>
/// <param name="Kind">What is done.</param>
/// <param name="IsTransport">The place counts from the TCP header, and not from that of IP.</param>
/// <param name="Offset">The first octet.</param>
/// <param name="Length">Octets.</param>
/// <param name="Option">The kind of the TCP option that is meant, whose place is looked for; null for a fixed place.</param>
/// <param name="Value">What <see cref="SpoilKind.Replace"/> writes.</param>
internal sealed record SpoilInstruction(SourcePosition Position, SpoilKind Kind, bool IsTransport, int Offset, int Length, byte? Option, ulong Value);
