using System.Globalization;
using Mpsim.Models.Units;

namespace Mpsim.Packetdrill.Syntax;

/// <summary>Reads system calls: <c>name(arguments) = result ERRNO (words)</c>.</summary>
internal sealed class CallParser(TokenStream tokens)
{
    /// <param name="end">When the call returns, where it is written that it blocks.</param>
    /// <exception cref="ScriptException">It is not a call.</exception>
    public CallAction Read(Duration? end)
    {
        var name = tokens.TakeWord("the name of a system call");
        tokens.Expect("(");
        var arguments = ReadList(")");
        tokens.Expect("=");
        var result = ReadExpression();
        string? error = null;
        if (tokens.Next.Kind == TokenKind.Word)
        {
            error = tokens.Take().Text;
            ReadNote(true);
        }
        else
        {
            ReadNote(false);
        }

        return new CallAction(name.Text, arguments, result, error, end);
    }

    /// <summary>Words in parentheses, which say the same again.</summary>
    private void ReadNote(bool required)
    {
        if (!required && !tokens.Next.Is("("))
        {
            return;
        }

        tokens.Expect("(");
        while (!tokens.TryTake(")"))
        {
            var token = tokens.Take();
            if (token.Kind is TokenKind.End or TokenKind.Option)
            {
                throw new ScriptException(token.Position, $"there is {token.Described}", "')'");
            }
        }
    }

    private List<Expression> ReadList(string closing)
    {
        List<Expression> items = [];
        if (tokens.TryTake(closing))
        {
            return items;
        }

        while (true)
        {
            items.Add(ReadExpression());
            if (tokens.TryTake(closing))
            {
                return items;
            }

            var next = tokens.Next;
            if (!tokens.TryTake(","))
            {
                throw new ScriptException(next.Position, $"there is {next.Described}", $"',' or '{closing}'");
            }
        }
    }

    private Expression ReadExpression()
    {
        var left = ReadOperand();
        while (tokens.TryTake("|"))
        {
            left = new OrExpression(left, ReadOperand());
        }

        return left;
    }

    private Expression ReadOperand()
    {
        var token = tokens.Take();
        switch (token.Kind)
        {
            case TokenKind.Ellipsis:
                return new EllipsisExpression();
            case TokenKind.Integer:
                return new NumberExpression(ReadInteger(token, token.Text, NumberStyles.AllowLeadingSign), false);
            case TokenKind.HexInteger:
                return new NumberExpression(ReadInteger(token, token.Text[2..], NumberStyles.AllowHexSpecifier), true);
            case TokenKind.Ipv4 or TokenKind.Ipv6:
                return new TextExpression(token.Text);
            case TokenKind.Text:
                return ReadTexts(token.Text);
            case TokenKind.Word when tokens.TryTake("("):
                return new FunctionExpression(token.Text, ReadList(")"));
            case TokenKind.Word:
                return new WordExpression(token.Text);
            case TokenKind.Symbol when token.Text == "[":
                return new ListExpression(ReadList("]"));
            case TokenKind.Symbol when token.Text == "{":
                return ReadStruct();
            default:
                throw new ScriptException(token.Position, $"there is {token.Described}", "a value: a number, a name, '...', [list] or {structure}");
        }
    }

    private static long ReadInteger(in Token token, string text, NumberStyles style) =>
        long.TryParse(text, style, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new ScriptException(token.Position, $"{token.Text} is out of range", "a number of 64 bits");

    /// <summary>Texts that follow each other are one; a trailing "..." says that it is not shown whole.</summary>
    private TextExpression ReadTexts(string text)
    {
        while (tokens.Next.Kind == TokenKind.Text)
        {
            text += tokens.Take().Text;
        }

        if (tokens.Next.Kind == TokenKind.Ellipsis)
        {
            tokens.Take();
        }

        return new TextExpression(text);
    }

    private StructExpression ReadStruct()
    {
        List<StructField> fields = [];
        while (true)
        {
            fields.Add(ReadField());
            if (tokens.TryTake("}"))
            {
                return new StructExpression(fields);
            }

            var next = tokens.Next;
            if (!tokens.TryTake(","))
            {
                throw new ScriptException(next.Position, $"there is {next.Described}", "',' or '}'");
            }
        }
    }

    private StructField ReadField()
    {
        var value = ReadExpression();
        if (!tokens.TryTake("="))
        {
            return new StructField("", null, value);
        }

        return value switch
        {
            WordExpression word => new StructField(word.Word, null, ReadExpression()),
            FunctionExpression { Arguments: [var count] } counted => new StructField(counted.Name, count, ReadExpression()),
            _ => throw new ScriptException(tokens.Next.Position, "this cannot be given a value", "the name of a field"),
        };
    }
}
