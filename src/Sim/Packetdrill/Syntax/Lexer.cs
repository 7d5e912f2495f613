using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Mpsim.Scenarios.Errors;

namespace Mpsim.Packetdrill.Syntax;

/// <summary>Cuts a script into tokens; comments and blanks are left out.</summary>
internal sealed partial class Lexer
{
    private static readonly (TokenKind Kind, Regex Pattern)[] Patterns =
    [
        (TokenKind.Ipv4, Ipv4Pattern()),
        (TokenKind.Float, FloatPattern()),
        (TokenKind.HexInteger, HexPattern()),
        (TokenKind.Integer, IntegerPattern()),
        (TokenKind.Word, WordPattern()),
    ];

    private readonly SourceText _source;
    private readonly string _text;
    private readonly List<Token> _tokens = [];
    private int _at;
    private int _line = 1;
    private int _lineStart;

    private Lexer(SourceText source)
    {
        _source = source;
        _text = source.Text;
    }

    /// <exception cref="ScriptException">A quotation or comment does not end.</exception>
    public static List<Token> Read(SourceText source)
    {
        var lexer = new Lexer(source);
        while (lexer.SkipBlanks())
        {
            lexer.ReadToken();
        }

        lexer._tokens.Add(new Token(TokenKind.End, "", lexer.Here(1)));
        return lexer._tokens;
    }

    private bool SkipBlanks()
    {
        while (_at < _text.Length)
        {
            var c = _text[_at];
            if (char.IsWhiteSpace(c))
            {
                Advance(1);
            }
            else if (StartsWith("//") || c == '#')
            {
                var end = _text.IndexOf('\n', _at);
                Advance((end < 0 ? _text.Length : end) - _at);
            }
            else if (StartsWith("/*"))
            {
                Advance(LengthUpTo("*/", 2, "a comment"));
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private void ReadToken()
    {
        switch (_text[_at])
        {
            case '"':
                AddQuoted(TokenKind.Text, '"');
                return;
            case '`':
                AddQuoted(TokenKind.Shell, '`');
                return;
        }

        if (StartsWith("%{"))
        {
            var length = LengthUpTo("}%", 2, "a code block");
            Add(TokenKind.Code, length, _text.Substring(_at + 2, length - 4));
            return;
        }

        if (StartsWith("..."))
        {
            Add(TokenKind.Ellipsis, 3);
            return;
        }

        if (OptionPattern().Match(_text, _at) is { Success: true } option)
        {
            Add(TokenKind.Option, option.Length, option.Value[2..]);
            return;
        }

        if (TryReadAddress())
        {
            return;
        }

        foreach (var (kind, pattern) in Patterns)
        {
            var match = pattern.Match(_text, _at);
            if (match.Success)
            {
                Add(kind, match.Length);
                return;
            }
        }

        Add(TokenKind.Symbol, 1);
    }

    /// <summary>Sequence numbers look like pieces of an IPv6 address; only one with "::" or eight pieces is one.</summary>
    private bool TryReadAddress()
    {
        var match = Ipv6Pattern().Match(_text, _at);
        if (!match.Success
            || !(match.Value.Contains("::", StringComparison.Ordinal) || match.Value.Count(c => c == ':') == 7)
            || !IPAddress.TryParse(match.Value, out var address)
            || address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return false;
        }

        Add(TokenKind.Ipv6, match.Length);
        return true;
    }

    private void AddQuoted(TokenKind kind, char quote)
    {
        var end = _at + 1;
        while (end < _text.Length && _text[end] != quote)
        {
            end += _text[end] == '\\' ? 2 : 1;
        }

        if (end >= _text.Length)
        {
            throw new ScriptException(Here(1), kind == TokenKind.Shell ? "a shell line does not end" : "a text does not end", $"a closing {quote}");
        }

        Add(kind, end + 1 - _at, _text[(_at + 1)..end]);
    }

    private int LengthUpTo(string mark, int skipped, string what)
    {
        var end = _text.IndexOf(mark, _at + skipped, StringComparison.Ordinal);
        return end >= 0 ? end + mark.Length - _at : throw new ScriptException(Here(skipped), $"{what} does not end", $"a closing {mark}");
    }

    private void Add(TokenKind kind, int length, string? text = null)
    {
        _tokens.Add(new Token(kind, text ?? _text.Substring(_at, length), Here(length)));
        Advance(length);
    }

    private SourcePosition Here(int length) => new(_source, _line, _at - _lineStart + 1, Math.Max(1, Math.Min(length, LineEnd() - _at)));

    private int LineEnd()
    {
        var end = _text.IndexOf('\n', Math.Min(_at, _text.Length));
        return end < 0 ? _text.Length : end;
    }

    private void Advance(int length)
    {
        for (var end = Math.Min(_at + length, _text.Length); _at < end; _at++)
        {
            if (_text[_at] == '\n')
            {
                _line++;
                _lineStart = _at + 1;
            }
        }
    }

    private bool StartsWith(string mark) => string.CompareOrdinal(_text, _at, mark, 0, mark.Length) == 0;

    // The value goes to the next blank that no quotes enclose.
    [GeneratedRegex("""\G--[a-zA-Z0-9_]+(?:=(?:"[^"]*"|`[^`]*`|[^\s"`])*)?""")]
    private static partial Regex OptionPattern();

    [GeneratedRegex(@"\G[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+")]
    private static partial Regex Ipv4Pattern();

    [GeneratedRegex(@"\G[0-9a-fA-F:]*:[0-9a-fA-F:]*(?:[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+)?")]
    private static partial Regex Ipv6Pattern();

    [GeneratedRegex(@"\G-?[0-9]*\.[0-9]+")]
    private static partial Regex FloatPattern();

    [GeneratedRegex(@"\G0x[0-9a-fA-F]+(?![a-zA-Z0-9_])")]
    private static partial Regex HexPattern();

    [GeneratedRegex(@"\G-?[0-9]+(?![a-zA-Z0-9_])")]
    private static partial Regex IntegerPattern();

    [GeneratedRegex(@"\G[a-zA-Z0-9_]+")]
    private static partial Regex WordPattern();
}
