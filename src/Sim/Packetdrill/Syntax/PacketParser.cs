using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Packetdrill.Syntax;

/// <summary>Reads packets: direction, IP fields, addresses, flags, numbers, window and options.</summary>
internal sealed class PacketParser(TokenStream tokens)
{
    private static readonly string[] IpWords = ["ect0", "ect1", "ect01", "ce", "noecn", "tos", "ttl", "flowlabel"];

    private readonly OptionParser _options = new(tokens);

    /// <exception cref="ScriptException">It is not a packet.</exception>
    public ScriptAction Read()
    {
        var direction = tokens.Take();
        var outbound = direction.Is(">");
        if (tokens.Next is { Kind: TokenKind.Word, Text: "ipv4" or "ipv6" or "gre" or "GREv0" or "mpls" } tunnel)
        {
            return SkipForeign(tunnel, "packets within packets");
        }

        var ip = ReadIp();
        if (tokens.Next.IsWord("udp"))
        {
            return SkipForeign(tokens.Next, "UDP");
        }

        if (tokens.TryTakeWord("icmp"))
        {
            return ReadIcmp(direction, outbound);
        }

        var (source, destination) = ReadEndpoints();
        var (flags, hasAccurateEcn) = ReadFlags();
        var sequence = (uint)tokens.TakeNumber("a sequence number", uint.MaxValue);
        tokens.Expect(":");
        var endToken = tokens.Next;
        var end = (uint)tokens.TakeNumber("the sequence number of the end", uint.MaxValue);
        tokens.Expect("(");
        var length = (int)tokens.TakeNumber("octets of payload", ushort.MaxValue);
        tokens.Expect(")");
        if (end != sequence + (uint)length)
        {
            throw new ScriptException(endToken.Position, "sequence numbers and length do not agree", $"{sequence + (uint)length}");
        }

        var read = new PacketAction
        {
            Position = direction.Position,
            Outbound = outbound,
            Ip = ip,
            Source = source,
            Destination = destination,
            Flags = flags,
            HasAccurateEcn = hasAccurateEcn,
            Sequence = sequence,
            Length = length,
            Acknowledgement = tokens.TryTakeWord("ack") ? (uint)tokens.TakeNumber("an acknowledgement number", uint.MaxValue) : 0,
            Window = tokens.TryTakeWord("win") ? (ushort)tokens.TakeNumber("a window", ushort.MaxValue) : null,
            Urgent = tokens.TryTakeWord("urg") ? (ushort)tokens.TakeNumber("an urgent pointer", ushort.MaxValue) : null,
            Options = _options.Read(outbound),
        };
        return tokens.Next.Is("{") ? read with { Spoils = new SpoilParser(tokens).Read() } : read;
    }

    private IpFields ReadIp()
    {
        var closing = tokens.Next.Is("[") ? "]" : tokens.Next.Is("(") ? ")" : null;
        if (closing is null)
        {
            return IpFields.None;
        }

        tokens.Take();
        var fields = IpFields.None;
        do
        {
            var word = tokens.TakeWord("one of " + string.Join(", ", IpWords));
            fields = word.Text switch
            {
                "noecn" => fields with { Ecn = EcnField.NotCapable },
                "ect0" => fields with { Ecn = EcnField.Ect0 },
                "ect1" => fields with { Ecn = EcnField.Ect1 },
                "ect01" => fields with { Ecn = EcnField.Ect01 },
                "ce" => fields with { Ecn = EcnField.Congested },
                "tos" => fields with { TypeOfService = (byte)tokens.TakeNumber("a type of service", 255) },
                "ttl" => fields with { TimeToLive = (byte)tokens.TakeNumber("a time to live", 255) },
                "flowlabel" => fields with { FlowLabel = (uint)tokens.TakeNumber("a flow label", 0xFFFFF) },
                _ => throw ScriptException.Unknown(word, "field of the IP header", IpWords),
            };
        }
        while (tokens.TryTake(","));

        tokens.Expect(closing);
        return fields;
    }

    private (EndpointSpec? Source, EndpointSpec? Destination) ReadEndpoints()
    {
        var isTuple = tokens.Next.Kind is TokenKind.Ipv4 or TokenKind.Ipv6 || tokens.Next.IsWord("addr") || tokens.Next.Is(">")
            || (tokens.Next.Kind == TokenKind.Integer && tokens.Second.Is(">"));
        if (!isTuple)
        {
            return (null, null);
        }

        var source = ReadEndpoint();
        tokens.Expect(">");
        return (source, ReadEndpoint());
    }

    private EndpointSpec? ReadEndpoint()
    {
        if (tokens.TryTakeWord("addr"))
        {
            tokens.Expect("[");
            var name = tokens.TakeWord("the name of a variable").Text;
            tokens.Expect("]");
            return new EndpointSpec(name, null, null);
        }

        switch (tokens.Next.Kind)
        {
            case TokenKind.Integer when !tokens.Second.Is(":"):
                return new EndpointSpec(null, null, (ushort)tokens.TakeNumber("a port", ushort.MaxValue));
            case TokenKind.Ipv4:
                var token = tokens.Take();
                var address = ParseAddress(token);
                tokens.Expect(":");
                return new EndpointSpec(null, address, (ushort)tokens.TakeNumber("a port", ushort.MaxValue));
            default:
                return null;
        }
    }

    internal static IpAddress ParseAddress(in Token token) =>
        IpAddress.TryParse(token.Text, out var address) ? address : throw new ScriptException(token.Position, $"{token.Described} is not an address", "an address such as 192.0.2.1");

    private (TcpFlags Flags, bool HasAccurateEcn) ReadFlags()
    {
        var flags = TcpFlags.None;
        var token = tokens.Take();
        if (token.Is("-"))
        {
            return (flags, false);
        }

        if (token.Kind == TokenKind.Word)
        {
            flags = ParseFlags(token);
            token = tokens.Next;
            if (token.Kind == TokenKind.Float)
            {
                tokens.Take();
                return (flags | TcpFlags.Ack, true);
            }

            return (tokens.TryTake(".") ? flags | TcpFlags.Ack : flags, false);
        }

        return token switch
        {
            { Kind: TokenKind.Float } => (TcpFlags.Ack, true),
            _ when token.Is(".") => (TcpFlags.Ack, false),
            _ => throw new ScriptException(token.Position, $"there is {token.Described}", "flags, such as S. or P. or '.' alone, or '-' for none"),
        };
    }

    private static TcpFlags ParseFlags(in Token token)
    {
        var flags = TcpFlags.None;
        foreach (var letter in token.Text)
        {
            flags |= letter switch
            {
                'F' => TcpFlags.Fin,
                'S' => TcpFlags.Syn,
                'R' => TcpFlags.Rst,
                'P' => TcpFlags.Psh,
                'U' => TcpFlags.Urg,
                'E' => TcpFlags.Ece,
                'W' => TcpFlags.Cwr,

                // Accurate ECN's flag AE lies in the reserved bits, of which the wire format has none; the runner tells.
                'A' => TcpFlags.None,
                _ => throw new ScriptException(token.Position, $"there is no flag '{letter}'", "letters of FSRPUEWA, and '.' for ACK"),
            };
        }

        return flags;
    }

    private IcmpAction ReadIcmp(in Token direction, bool outbound)
    {
        var type = tokens.TakeWord("the type of an ICMP message").Text;
        string? code = null;
        if (tokens.Next.Kind == TokenKind.Word && tokens.Next.Text is not ("mtu" or "id"))
        {
            code = tokens.Take().Text;
        }

        int? mtu = tokens.TryTakeWord("mtu") ? (int)tokens.TakeNumber("an MTU", 65535) : null;
        if (tokens.TryTakeWord("id"))
        {
            tokens.TakeNumber("an identifier", 65535);
        }

        uint sequence = 0;
        if (tokens.TryTake("["))
        {
            sequence = tokens.Next.Kind == TokenKind.Integer ? (uint)tokens.TakeNumber("a sequence number", uint.MaxValue) : 0;
            while (!tokens.TryTake("]"))
            {
                var token = tokens.Take();
                if (token.Kind == TokenKind.End)
                {
                    throw new ScriptException(token.Position, "the packet that is quoted does not end", "']'");
                }
            }
        }

        return new IcmpAction(direction.Position, outbound, type, code, mtu, sequence);
    }

    /// <summary>Leaves out the rest of a line of something that is not simulated.</summary>
    private ForeignAction SkipForeign(in Token first, string what)
    {
        var line = first.Line;
        while (tokens.Next.Kind != TokenKind.End && tokens.Next.Line == line)
        {
            tokens.Take();
        }

        return new ForeignAction(first.Position, what);
    }
}
