using Mpsim.Models.Wire;

namespace Mpsim.Packetdrill.Syntax;

/// <summary>Reads the options of MPTCP (RFC 8684) in the dialect's words.</summary>
internal sealed class MptcpOptionParser(TokenStream tokens)
{
    /// <summary>The options that there are.</summary>
    public static readonly string[] Words =
    [
        "mpcapable", "mp_join_syn", "mp_join_syn_ack", "mp_join_ack", "dss", "add_address", "remove_address", "mp_prio", "mp_fail", "mp_fastclose", "mp_reset",
    ];

    private static readonly string[] FlagWords = ["no_flags", "flag_a", "flag_b", "flag_c", "flag_d", "flag_e", "flag_f", "flag_g", "flag_h"];

    /// <returns>Null when the word is none of MPTCP's.</returns>
    public TcpOptionSpec? TryRead(in Token word) => word.Text switch
    {
        "mpcapable" => ReadCapable(),
        "mp_capable" or "mp_capable_no_cs" => SkipOldCapable(),
        "mp_join_syn" => new JoinSynOption(ReadBackup(), ReadAddressId(), ReadToken(), ReadRandom()),
        "mp_join_syn_ack" => new JoinSynAckOption(tokens.Next is { Kind: TokenKind.Word, Text: "backup" } ? ReadBackup() : null, ReadAddressId(), ReadHmac(), ReadRandom()),
        "mp_join_ack" => new JoinAckOption(ReadHmac()),
        "dss" => ReadDss(),
        "add_address" => ReadAddAddress(),
        "remove_address" => ReadRemoveAddress(),
        "mp_prio" => new MpPrioOption(ReadBackup(), ReadAddressId()),
        "mp_fail" => new MpFailOption(ReadFailDsn()),
        "mp_fastclose" => ReadFastclose(),
        "mp_reset" => ReadReset(),
        _ => null,
    };

    private MpCapableOption ReadCapable()
    {
        var version = tokens.TryTakeWord("v0") ? 0 : 1;
        _ = tokens.TryTakeWord("v1") || tokens.TryTakeWord("none");
        var flags = ReadFlags();
        List<KeySpec> keys = [];
        if (!tokens.TryTakeWord("nokey"))
        {
            tokens.ExpectWord("key");
            tokens.Expect("[");
            do
            {
                keys.Add(ReadKey());
            }
            while (keys.Count < 2 && tokens.TryTake(","));

            tokens.Expect("]");
        }

        ushort? length = tokens.TryTakeWord("mpcdatalen") ? (ushort)tokens.TakeNumber("a data-level length", ushort.MaxValue) : null;
        return new MpCapableOption(version, flags, keys, length);
    }

    private ForeignOption SkipOldCapable()
    {
        while (!tokens.Next.Is(",") && !tokens.Next.Is(">") && tokens.Next.Kind != TokenKind.End)
        {
            tokens.Take();
        }

        return new ForeignOption("MP_CAPABLE of MPTCP version 0");
    }

    private byte ReadFlags()
    {
        tokens.ExpectWord("flags");
        if (!tokens.TryTake("["))
        {
            return (byte)tokens.TakeNumber("the flags as a number", 255);
        }

        byte flags = 0;
        do
        {
            var word = tokens.TakeWord("a flag");
            var index = Array.IndexOf(FlagWords, word.Text);
            if (index < 0)
            {
                throw ScriptException.Unknown(word, "flag", FlagWords);
            }

            flags |= (byte)(index == 0 ? 0 : 0x100 >> index);
        }
        while (tokens.TryTake(","));

        tokens.Expect("]");
        return flags;
    }

    private KeySpec ReadKey()
    {
        var name = tokens.TakeWord("the variable of a key").Text;
        return new KeySpec(name, tokens.TryTake("=") ? tokens.TakeNumber("a key", ulong.MaxValue) : null);
    }

    private bool ReadBackup()
    {
        if (!tokens.TryTakeWord("backup"))
        {
            return false;
        }

        tokens.Expect("=");
        return tokens.TakeNumber("0 or 1", 1) == 1;
    }

    private byte? ReadAddressId()
    {
        if (!tokens.TryTakeWord("address_id"))
        {
            return null;
        }

        tokens.Expect("=");
        return tokens.TryTakeWord("auto") ? null : (byte)tokens.TakeNumber("an address identifier", 255);
    }

    private uint? ReadRandom()
    {
        if (!tokens.TryTakeWord("rand"))
        {
            return null;
        }

        tokens.Expect("=");
        return (uint)tokens.TakeNumber("a random number", uint.MaxValue);
    }

    private DerivedValue ReadToken()
    {
        tokens.ExpectWord("token");
        tokens.Expect("=");
        if (tokens.TryTakeWord("auto"))
        {
            return DerivedValue.Auto;
        }

        if (tokens.Next.Kind is TokenKind.Integer or TokenKind.HexInteger)
        {
            return new DerivedValue(DerivedKind.Literal, tokens.TakeNumber("a token", uint.MaxValue));
        }

        var function = tokens.TakeWord("auto, a number or sha256_32(variable)");
        tokens.Expect("(");
        var key = tokens.TakeWord("the variable of a key").Text;
        tokens.Expect(")");
        return function.Text switch
        {
            "sha256_32" => new DerivedValue(DerivedKind.OfKeys, First: key),
            "sha1_32" => new DerivedValue(DerivedKind.Sha1, First: key),
            _ => throw ScriptException.Unknown(function, "form of a token", ["auto", "sha256_32", "sha1_32"]),
        };
    }

    private DerivedValue ReadHmac()
    {
        var word = tokens.TakeWord("sender_hmac");
        if (word.Text is not ("sender_hmac" or "token"))
        {
            throw ScriptException.Unknown(word, "field of a join", ["sender_hmac"]);
        }

        tokens.Expect("=");
        if (tokens.TryTakeWord("auto"))
        {
            return DerivedValue.Auto;
        }

        var function = tokens.TakeWord("auto, trunc_l64_hmac(…) or full_160_hmac(…)");
        if (function.Text is not ("trunc_l64_hmac" or "full_160_hmac"))
        {
            throw ScriptException.Unknown(function, "form of an HMAC", ["auto", "trunc_l64_hmac", "full_160_hmac"]);
        }

        tokens.Expect("(");
        DerivedValue value;
        if (tokens.Next.Kind is TokenKind.Integer or TokenKind.HexInteger)
        {
            value = new DerivedValue(DerivedKind.Literal, tokens.TakeNumber("an HMAC", ulong.MaxValue));
        }
        else
        {
            var first = tokens.TakeWord("the variable of a key").Text;
            _ = tokens.TryTake(",");
            value = new DerivedValue(DerivedKind.OfKeys, First: first, Second: tokens.TakeWord("the variable of a key").Text);
        }

        tokens.Expect(")");
        return value;
    }

    private DssOption ReadDss()
    {
        var dss = new DssOption { Checksum = ChecksumSpec.Computed };
        while (tokens.Next.Kind == TokenKind.Word)
        {
            var word = tokens.Take();
            dss = word.Text switch
            {
                "dack4" => dss with { DataAck = ReadDataNumber(4) },
                "dack8" => dss with { DataAck = ReadDataNumber(8) },
                "dsn4" => dss with { Dsn = ReadDataNumber(4) },
                "dsn8" => dss with { Dsn = ReadDataNumber(8) },
                "ssn" => dss with { SubflowSequence = (uint)ReadValue("a subflow sequence number", uint.MaxValue) },
                "dll" => dss with { DataLength = (ushort)ReadValue("a data-level length", ushort.MaxValue) },
                "nocs" => dss with { Checksum = ChecksumSpec.None },
                "cksum" => dss with { Checksum = ChecksumSpec.Literal, ChecksumValue = (ushort)ReadValue("a checksum", ushort.MaxValue) },
                "fin" => dss with { DataFin = true },
                _ => throw ScriptException.Unknown(word, "field of DSS", ["dack4", "dack8", "dsn4", "dsn8", "ssn", "dll", "nocs", "cksum", "fin"]),
            };
        }

        // Without a data sequence number there is no mapping, whatever else is written of it.
        return dss.Dsn is null ? dss with { SubflowSequence = null, DataLength = null, Checksum = ChecksumSpec.None } : dss;
    }

    private ulong ReadValue(string what, ulong most)
    {
        tokens.Expect("=");
        return tokens.TakeNumber(what, most);
    }

    private DataNumber ReadDataNumber(int octets)
    {
        if (!tokens.TryTake("="))
        {
            return new DataNumber(octets, null);
        }

        if (tokens.Next.Kind != TokenKind.Word)
        {
            return new DataNumber(octets, tokens.TakeNumber("a data sequence number", ulong.MaxValue));
        }

        var function = tokens.Take();
        if (function.Text is not ("trunc_r64_hmac" or "trunc_r64_hmac_sha256"))
        {
            throw ScriptException.Unknown(function, "form of a data sequence number", ["trunc_r64_hmac", "trunc_r64_hmac_sha256"]);
        }

        tokens.Expect("(");
        var number = tokens.Next.Kind == TokenKind.Word
            ? new DataNumber(octets, 0, Key: tokens.Take().Text)
            : new DataNumber(octets, 0, KeyValue: tokens.TakeNumber("a key", ulong.MaxValue));
        tokens.Expect(")");
        return tokens.TryTake("+") ? number with { Value = tokens.TakeNumber("a number", ulong.MaxValue) } : number;
    }

    private DataNumber ReadFailDsn()
    {
        var word = tokens.TakeWord("dsn8");
        return word.Text == "dsn8" ? ReadDataNumber(8) : throw ScriptException.Unknown(word, "field of MP_FAIL", ["dsn8"]);
    }

    private AddAddressOption ReadAddAddress()
    {
        var option = new AddAddressOption { AddressId = ReadAddressId() };
        tokens.ExpectWord("addr");
        tokens.Expect("[");
        option = option with { Variable = tokens.TakeWord("the variable of an address").Text };
        if (tokens.TryTake("="))
        {
            var function = tokens.TakeWord("inet_addr");
            tokens.Expect("(");
            var text = tokens.Take();
            tokens.Expect(")");
            option = function.Text is "inet_addr" or "inet6_addr"
                ? option with { Address = PacketParser.ParseAddress(text) }
                : throw ScriptException.Unknown(function, "form of an address", ["inet_addr", "inet6_addr"]);
        }

        tokens.Expect("]");
        if (tokens.TryTakeWord("port"))
        {
            option = option with { Port = (ushort)ReadValue("a port", ushort.MaxValue) };
        }

        if (tokens.TryTakeWord("addr_echo"))
        {
            return option with { Echo = true };
        }

        tokens.ExpectWord("hmac");
        tokens.Expect("=");
        return tokens.TryTakeWord("auto")
            ? option
            : option with { Hmac = new DerivedValue(DerivedKind.Literal, tokens.TakeNumber("an HMAC", ulong.MaxValue)) };
    }

    private RemoveAddressOption ReadRemoveAddress()
    {
        var word = tokens.TakeWord("address_id");
        if (word.Text is not ("address_id" or "addresses_id"))
        {
            throw ScriptException.Unknown(word, "field of REMOVE_ADDR", ["address_id"]);
        }

        tokens.Expect("=");
        tokens.Expect("[");
        List<byte> ids = [];
        do
        {
            ids.Add((byte)tokens.TakeNumber("an address identifier", 255));
        }
        while (tokens.TryTake(","));

        tokens.Expect("]");
        return new RemoveAddressOption(ids);
    }

    private MpFastcloseOption ReadFastclose()
    {
        if (tokens.Next.Kind != TokenKind.Word)
        {
            return new MpFastcloseOption(null, 0);
        }

        var key = ReadKey();
        return new MpFastcloseOption(key, tokens.TryTake("+") ? tokens.TakeNumber("a number", ulong.MaxValue) : 0);
    }

    private MpResetOption ReadReset()
    {
        var reason = (byte)tokens.TakeNumber("a reason", 255);
        var transient = false;
        if (tokens.TryTakeWord("flags"))
        {
            tokens.Expect("[");
            var word = tokens.TakeWord("a flag");
            transient = word.Text switch
            {
                "flag_t" => true,
                "no_flags" => false,
                _ => throw ScriptException.Unknown(word, "flag", ["flag_t", "no_flags"]),
            };
            tokens.Expect("]");
        }

        return new MpResetOption(reason, transient);
    }
}
