using Mpsim.Models.Wire;

namespace Mpsim.Packetdrill.Syntax;

/// <summary>Reads the list of TCP options between &lt; and &gt;; those of MPTCP have a parser of their own.</summary>
internal sealed class OptionParser(TokenStream tokens)
{
    private static readonly string[] Words =
    [
        "nop", "eol", "mss", "wscale", "sackOK", "sack", "TS", "FO", "FOEXP", "md5", .. MptcpOptionParser.Words,
    ];

    private readonly MptcpOptionParser _mptcp = new(tokens);

    /// <returns>Null for <c>&lt;...&gt;</c>.</returns>
    public List<TcpOptionSpec>? Read(bool outbound)
    {
        List<TcpOptionSpec> options = [];
        var first = tokens.Next;
        if (!tokens.TryTake("<"))
        {
            return options;
        }

        if (tokens.Next.Kind == TokenKind.Ellipsis)
        {
            tokens.Take();
            tokens.Expect(">");
            return outbound ? null : throw new ScriptException(first.Position, "a packet to inject leaves its options open", "options, or none at all");
        }

        do
        {
            options.Add(ReadOption());
        }
        while (tokens.TryTake(","));

        var next = tokens.Next;
        if (!tokens.TryTake(">"))
        {
            throw new ScriptException(next.Position, $"there is {next.Described}", "',' and another option, or '>'");
        }

        return options;
    }

    private TcpOptionSpec ReadOption()
    {
        var word = tokens.TakeWord("the name of a TCP option");
        switch (word.Text)
        {
            case "nop":
                return new NopOption();
            case "eol":
                return new EolOption();
            case "mss":
                return new MssOption((ushort)tokens.TakeNumber("a segment size", ushort.MaxValue));
            case "wscale":
                return new WindowScaleOption((byte)tokens.TakeNumber("a shift count", 255));
            case "sackOK":
                return new SackPermittedOption();
            case "sack":
                return new SackOption(ReadBlocks());
            case "TS":
                return ReadTimestamps();
            case "FO":
                return new FastOpenOption(ReadHexadecimal(), false);
            case "FOEXP":
                return new FastOpenOption(ReadHexadecimal(), true);
            case "md5":
                return new SignatureOption(Convert.FromHexString(ReadHexadecimal()));
            case "ECN":
                SkipRest();
                return new ForeignOption("Accurate ECN");
            case "ao":
                SkipRest();
                return new ForeignOption("TCP-AO");
            default:
                return _mptcp.TryRead(word) ?? throw ScriptException.Unknown(word, "TCP option", Words);
        }
    }

    private List<(uint Left, uint Right)> ReadBlocks()
    {
        List<(uint Left, uint Right)> blocks = [];
        do
        {
            var left = (uint)tokens.TakeNumber("a sequence number", uint.MaxValue);
            tokens.Expect(":");
            blocks.Add((left, (uint)tokens.TakeNumber("a sequence number", uint.MaxValue)));
        }
        while (tokens.Next.Kind == TokenKind.Integer);

        return blocks;
    }

    private TimestampsOption ReadTimestamps()
    {
        tokens.ExpectWord("val");
        var value = (uint)tokens.TakeNumber("a timestamp", uint.MaxValue);
        tokens.ExpectWord("ecr");
        return new TimestampsOption(value, (uint)tokens.TakeNumber("a timestamp", uint.MaxValue));
    }

    private string ReadHexadecimal()
    {
        if (tokens.Next.Kind is not (TokenKind.Word or TokenKind.Integer))
        {
            return "";
        }

        var token = tokens.Take();

        // A name in capitals stands for a cookie that the host makes.
        return token.Text.StartsWith("TFO_", StringComparison.Ordinal) ? token.Text
            : token.Text.Length % 2 == 0 && token.Text.All(char.IsAsciiHexDigit) ? token.Text.ToLowerInvariant()
            : throw new ScriptException(token.Position, $"{token.Described} is not in hexadecimal", "pairs of hexadecimal digits");
    }

    private void SkipRest()
    {
        while (!tokens.Next.Is(",") && !tokens.Next.Is(">") && tokens.Next.Kind != TokenKind.End)
        {
            tokens.Take();
        }
    }
}
