using System.Globalization;

namespace Mpsim.Packetdrill.Syntax;

/// <summary>The tokens of a script, taken one by one; words that the script defines stand for their values.</summary>
internal sealed class TokenStream(List<Token> tokens)
{
    private readonly Dictionary<string, string> _definitions = [];
    private int _at;

    /// <summary>The token to be taken next; the end is repeated.</summary>
    public Token Next => Resolve(tokens[_at]);

    /// <summary>The token after the next.</summary>
    public Token Second => Resolve(tokens[Math.Min(_at + 1, tokens.Count - 1)]);

    public void Define(string name, string value) => _definitions[name] = value;

    public Token Take()
    {
        var token = Next;
        _at = Math.Min(_at + 1, tokens.Count - 1);
        return token;
    }

    public bool TryTake(string symbol)
    {
        if (!Next.Is(symbol))
        {
            return false;
        }

        Take();
        return true;
    }

    public bool TryTakeWord(string word)
    {
        if (!Next.IsWord(word))
        {
            return false;
        }

        Take();
        return true;
    }

    /// <exception cref="ScriptException">Something else is there.</exception>
    public void Expect(string symbol)
    {
        var token = Take();
        if (!token.Is(symbol))
        {
            throw new ScriptException(token.Position, $"there is {token.Described}", $"'{symbol}'");
        }
    }

    /// <exception cref="ScriptException">Something else is there.</exception>
    public void ExpectWord(string word)
    {
        var token = Take();
        if (!token.IsWord(word))
        {
            throw new ScriptException(token.Position, $"there is {token.Described}", $"'{word}'");
        }
    }

    /// <exception cref="ScriptException">There is no word.</exception>
    public Token TakeWord(string expected)
    {
        var token = Take();
        return token.Kind == TokenKind.Word ? token : throw new ScriptException(token.Position, $"there is {token.Described}", expected);
    }

    /// <summary>A whole number, decimal or hexadecimal, within bounds.</summary>
    /// <exception cref="ScriptException">There is none, or it is too large.</exception>
    public ulong TakeNumber(string what, ulong most)
    {
        var token = Take();
        var (text, style) = token.Kind switch
        {
            TokenKind.Integer => (token.Text, NumberStyles.None),
            TokenKind.HexInteger => (token.Text[2..], NumberStyles.AllowHexSpecifier),
            _ => throw new ScriptException(token.Position, $"there is {token.Described}", what),
        };
        return ulong.TryParse(text, style, CultureInfo.InvariantCulture, out var number) && number <= most
            ? number
            : throw new ScriptException(token.Position, $"{token.Text} is out of range", $"{what} of at most {most}");
    }

    private Token Resolve(in Token token) =>
        token.Kind == TokenKind.Word && _definitions.TryGetValue(token.Text, out var value) ? Substitute(token, value) : token;

    private static Token Substitute(in Token token, string value) => value switch
    {
        ['"', .., '"'] => token with { Kind = TokenKind.Text, Text = value[1..^1] },
        ['`', .., '`'] => token with { Kind = TokenKind.Shell, Text = value[1..^1] },
        _ when value.StartsWith("0x", StringComparison.Ordinal) => token with { Kind = TokenKind.HexInteger, Text = value },
        _ when long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _) => token with { Kind = TokenKind.Integer, Text = value },
        _ => token with { Text = value },
    };
}
