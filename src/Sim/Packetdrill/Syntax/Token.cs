using Mpsim.Scenarios.Errors;

namespace Mpsim.Packetdrill.Syntax;

/// <summary>What a run of characters of a script is.</summary>
internal enum TokenKind
{
    Word,
    Integer,
    HexInteger,
    Float,
    Text,
    Shell,
    Code,
    Option,
    Ipv4,
    Ipv6,
    Ellipsis,
    Symbol,
    End,
}

/// <summary>One word, number or sign of a script.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">The characters, without quotes where it has some.</param>
/// <param name="Position">Where it begins.</param>
internal readonly record struct Token(TokenKind Kind, string Text, SourcePosition Position)
{
    public int Line => Position.Line;

    public bool Is(string symbol) => Kind == TokenKind.Symbol && Text == symbol;

    public bool IsWord(string word) => Kind == TokenKind.Word && Text == word;

    /// <summary>As an error message names it.</summary>
    public string Described => Kind switch
    {
        TokenKind.End => "the end of the script",
        TokenKind.Shell => "a shell line",
        TokenKind.Code => "a code block",
        TokenKind.Text => $"\"{Text}\"",
        TokenKind.Ellipsis => "'...'",
        _ => $"'{Text}'",
    };
}
