using System.Text.RegularExpressions;
using Mpsim.Packetdrill.Matching;

namespace Mpsim.Packetdrill.Code;

internal enum CodeTokenKind
{
    Name,
    Number,
    Text,
    Sign,
    EndOfStatement,
}

/// <summary>One word, number or sign of a code block.</summary>
internal readonly record struct CodeToken(CodeTokenKind Kind, string Text);

/// <summary>Cuts a code block into tokens; a line ends a statement unless parentheses are open.</summary>
internal static partial class CodeLexer
{
    /// <exception cref="UnsupportedException">A character has no meaning here.</exception>
    public static List<CodeToken> Read(string text)
    {
        List<CodeToken> tokens = [];
        var depth = 0;
        for (var at = 0; at < text.Length;)
        {
            var match = Pattern().Match(text, at);
            if (!match.Success)
            {
                throw new UnsupportedException($"the character '{text[at]}' in a code block");
            }

            at += match.Length;
            if (match.Groups["blank"].Success)
            {
                continue;
            }

            if (match.Groups["end"].Success)
            {
                if (depth == 0 || match.Value == ";")
                {
                    tokens.Add(new CodeToken(CodeTokenKind.EndOfStatement, ""));
                }

                continue;
            }

            var kind = match.Groups["number"].Success ? CodeTokenKind.Number : match.Groups["name"].Success ? CodeTokenKind.Name : match.Groups["text"].Success ? CodeTokenKind.Text : CodeTokenKind.Sign;
            depth += match.Value is "(" or "[" ? 1 : match.Value is ")" or "]" ? -1 : 0;
            tokens.Add(new CodeToken(kind, kind == CodeTokenKind.Text ? match.Value[1..^1] : match.Value));
        }

        return tokens;
    }

    [GeneratedRegex("""
        \G(?:(?<blank>[ \t\r]+|\\\n|\#[^\n]*)
        |(?<end>\n|;)
        |(?<number>0x[0-9a-fA-F]+|[0-9]+\.?[0-9]*(?:[eE][-+]?[0-9]+)?|\.[0-9]+)
        |(?<name>[A-Za-z_][A-Za-z0-9_]*)
        |(?<text>"[^"\n]*"|'[^'\n]*')
        |(?<sign>\*\*|//|<<|>>|<=|>=|==|!=|\+=|-=|\*=|\|=|&=|&&|\|\||[-+*/%&|^~<>=!(),\[\]:.]))
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Pattern();
}
