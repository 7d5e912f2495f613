using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;
using Mpsim.Scenarios.Errors;

namespace Mpsim.Packetdrill.Syntax;

/// <summary>A TCP packet: one to inject, or one that the host is expected to send.</summary>
internal sealed record PacketAction : ScriptAction
{
    public required SourcePosition Position { get; init; }

    /// <summary>Sent by the host, <c>&gt;</c>; else injected, <c>&lt;</c>.</summary>
    public required bool Outbound { get; init; }

    public IpFields Ip { get; init; } = IpFields.None;

    public EndpointSpec? Source { get; init; }

    public EndpointSpec? Destination { get; init; }

    public required TcpFlags Flags { get; init; }

    /// <summary>The flags of Accurate ECN were written as a number.</summary>
    public bool HasAccurateEcn { get; init; }

    public required uint Sequence { get; init; }

    public required int Length { get; init; }

    public uint Acknowledgement { get; init; }

    /// <summary>The window as on the wire, or null where it is not written.</summary>
    public ushort? Window { get; init; }

    public ushort? Urgent { get; init; }

    /// <summary>Options in order; null for <c>&lt;...&gt;</c>, which leaves them unchecked.</summary>
    public IReadOnlyList<TcpOptionSpec>? Options { get; init; } = [];

    /// <summary>What changes the packet's octets on their way.</summary>
    public IReadOnlyList<SpoilInstruction> Spoils { get; init; } = [];
}

/// <summary>What is written of the IP header.</summary>
internal enum EcnField
{
    Unchecked,
    NotCapable,
    Ect0,
    Ect1,
    Congested,

    /// <summary>Either capable codepoint.</summary>
    Ect01,
}

/// <summary>What is written of the IP header; null and <see cref="EcnField.Unchecked"/> for what is not.</summary>
internal sealed record IpFields(EcnField Ecn, byte? TypeOfService, byte? TimeToLive, uint? FlowLabel)
{
    public static readonly IpFields None = new(EcnField.Unchecked, null, null, null);
}

/// <summary>An end of a packet: a variable, an address with a port, or only a port.</summary>
internal sealed record EndpointSpec(string? Variable, IpAddress? Address, ushort? Port);

/// <summary>An ICMP message to inject.</summary>
/// <param name="Position">Where it stands.</param>
/// <param name="Outbound">The host is to send it.</param>
/// <param name="Type">Such as <c>unreachable</c>.</param>
/// <param name="Code">Such as <c>frag_needed</c>, or null.</param>
/// <param name="Mtu">MTU of the next hop, or null.</param>
/// <param name="Sequence">Sequence number of the segment echoed.</param>
internal sealed record IcmpAction(SourcePosition Position, bool Outbound, string Type, string? Code, int? Mtu, uint Sequence) : ScriptAction;

/// <summary>Something that is part of the language, and of which there is nothing in this simulator.</summary>
internal sealed record ForeignAction(SourcePosition Position, string What) : ScriptAction;
