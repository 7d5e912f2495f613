namespace Mpsim.Packetdrill.Syntax;

/// <summary>Reads the instructions in braces behind a packet: <c>{rep HEADER FIELD VALUE}</c>, <c>{mut HEADER FIELD}</c>, <c>{trun …}</c>, <c>{ins HEADER OFFSET OCTETS}</c>.</summary>
internal sealed class SpoilParser(TokenStream tokens)
{
    private static readonly string[] Verbs = ["rep", "mut", "trun", "ins"];
    private static readonly string[] Headers = ["ipv4", "ipv6", "tcp"];

    /// <summary>Place and octets of the fields of headers, by the names of the RFCs' figures and those of packetdrill.</summary>
    private static readonly Dictionary<string, (int Offset, int Length)> OfIPv4 = new()
    {
        ["version_ihl"] = (0, 1),
        ["version"] = (0, 1),
        ["ihl"] = (0, 1),
        ["tos"] = (1, 1),
        ["dscp_esn"] = (1, 1),
        ["total_length"] = (2, 2),
        ["tot_len"] = (2, 2),
        ["id"] = (4, 2),
        ["flags_offset"] = (6, 2),
        ["frag_off"] = (6, 2),
        ["ttl"] = (8, 1),
        ["protocol"] = (9, 1),
        ["checksum"] = (10, 2),
        ["src_addr"] = (12, 4),
        ["source_ip"] = (12, 4),
        ["dst_addr"] = (16, 4),
        ["destination_ip"] = (16, 4),
    };

    private static readonly Dictionary<string, (int Offset, int Length)> OfIPv6 = new()
    {
        ["version"] = (0, 1),
        ["flow_label"] = (1, 3),
        ["payload_length"] = (4, 2),
        ["next_header"] = (6, 1),
        ["hop_limit"] = (7, 1),
        ["src_addr"] = (8, 16),
        ["dst_addr"] = (24, 16),
    };

    private static readonly Dictionary<string, (int Offset, int Length)> OfTcp = new()
    {
        ["src_port"] = (0, 2),
        ["source_port"] = (0, 2),
        ["dst_port"] = (2, 2),
        ["destination_port"] = (2, 2),
        ["seq_num"] = (4, 4),
        ["seq"] = (4, 4),
        ["ack_num"] = (8, 4),
        ["ack_seq"] = (8, 4),
        ["reserved"] = (12, 1),
        ["doff"] = (12, 1),
        ["flags"] = (13, 1),
        ["win_size"] = (14, 2),
        ["window"] = (14, 2),
        ["checksum"] = (16, 2),
        ["urg_pointer"] = (18, 2),
        ["urg_ptr"] = (18, 2),
    };

    /// <summary>Options of TCP by their kinds, which are looked for; the place within them is their value.</summary>
    private static readonly Dictionary<string, (byte Kind, int Length)> Options = new()
    {
        ["mss"] = (2, 2),
        ["wscale"] = (3, 1),
        ["timestamps"] = (8, 8),
    };

    /// <summary>Reads all that stand in one pair of braces, if there is one.</summary>
    /// <exception cref="ScriptException">There is something else in it.</exception>
    public IReadOnlyList<SpoilInstruction> Read()
    {
        List<SpoilInstruction> instructions = [];
        if (!tokens.TryTake("{"))
        {
            return instructions;
        }

        do
        {
            if (tokens.Next.Is("}"))
            {
                break;
            }

            instructions.Add(ReadOne());
        }
        while (tokens.TryTake(";"));
        tokens.Expect("}");
        return instructions;
    }

    private SpoilInstruction ReadOne()
    {
        var verb = tokens.TakeWord("one of " + string.Join(", ", Verbs));
        var kind = verb.Text switch
        {
            "rep" => SpoilKind.Replace,
            "mut" => SpoilKind.Mutate,
            "trun" => SpoilKind.Truncate,
            "ins" => SpoilKind.Insert,
            _ => throw ScriptException.Unknown(verb, "instruction", Verbs),
        };
        var header = tokens.TakeWord("one of " + string.Join(", ", Headers));
        var fields = header.Text switch
        {
            "ipv4" => OfIPv4,
            "ipv6" => OfIPv6,
            "tcp" => OfTcp,
            _ => throw ScriptException.Unknown(header, "header", Headers),
        };
        var isTransport = header.Text == "tcp";
        var (offset, length, option) = kind == SpoilKind.Insert ? (Number("an offset"), Number("octets"), null) : ReadPlace(fields, isTransport);
        var value = kind == SpoilKind.Replace ? tokens.TakeNumber("a value", ulong.MaxValue) : 0;
        return new SpoilInstruction(verb.Position, kind, isTransport, offset, length, option, value);
    }

    private (int Offset, int Length, byte? Option) ReadPlace(Dictionary<string, (int Offset, int Length)> fields, bool isTransport)
    {
        if (tokens.Next.Kind == TokenKind.Integer)
        {
            return ReadRange();
        }

        var name = tokens.TakeWord("a field, or octets such as 12-15");
        if (isTransport && Options.TryGetValue(name.Text, out var option))
        {
            return (2, option.Length, option.Kind);
        }

        return fields.TryGetValue(name.Text, out var field) ? (field.Offset, field.Length, null)
            : throw ScriptException.Unknown(name, "field", isTransport ? [.. fields.Keys, .. Options.Keys] : [.. fields.Keys]);
    }

    /// <summary>An octet, or a range; the number behind the sign is read with it.</summary>
    private (int Offset, int Length, byte? Option) ReadRange()
    {
        var first = Number("an octet");
        var last = tokens.Next is { Kind: TokenKind.Integer, Text: ['-', ..] } end && int.TryParse(end.Text[1..], out var number) ? number : first;
        if (last != first || tokens.Next.Text.StartsWith('-'))
        {
            tokens.Take();
        }

        return last >= first ? (first, last - first + 1, null) : throw new ScriptException(tokens.Next.Position, "the range ends before it begins", "two offsets in order");
    }

    private int Number(string what) => (int)tokens.TakeNumber(what, 65535);
}
