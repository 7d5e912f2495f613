using System.Globalization;
using Mpsim.Packetdrill.Matching;

namespace Mpsim.Packetdrill.Code;

/// <summary>Evaluates one expression of Python: comparisons in chains, and, or, not, arithmetic, masks, and a few functions.</summary>
/// <param name="tokens">The whole of the expression.</param>
/// <param name="lookUp">The value of a name.</param>
internal sealed class ExpressionEvaluator(List<CodeToken> tokens, Func<string, CodeValue> lookUp)
{
    /// <summary>Binary operators from loose to tight, those of one line alike; comparisons stand between "not" and these.</summary>
    private static readonly string[][] Levels = [["|"], ["^"], ["&"], ["<<", ">>"], ["+", "-"], ["*", "/", "//", "%"]];

    private static readonly string[] Comparisons = ["==", "!=", "<", "<=", ">", ">="];

    private int _at;

    /// <exception cref="UnsupportedException">It is not such an expression.</exception>
    public CodeValue EvaluateAll()
    {
        var value = Choice();
        while (TryTake(","))
        {
            value = Choice();
        }

        return _at == tokens.Count ? value : throw new UnsupportedException($"'{tokens[_at].Text}' in a code block");
    }

    private CodeValue Choice()
    {
        var value = Or();
        if (!TryTakeName("if"))
        {
            return value;
        }

        var condition = Or();
        return TryTakeName("else") && Choice() is var otherwise ? (condition.IsTrue ? value : otherwise) : throw new UnsupportedException("'if' without 'else' in a code block");
    }

    private CodeValue Or()
    {
        var value = And();
        while (TryTakeName("or") || TryTake("||"))
        {
            var right = And();
            value = value.IsTrue ? value : right;
        }

        return value;
    }

    private CodeValue And()
    {
        var value = Not();
        while (TryTakeName("and") || TryTake("&&"))
        {
            var right = Not();
            value = value.IsTrue ? right : value;
        }

        return value;
    }

    private CodeValue Not() => TryTakeName("not") || TryTake("!") ? CodeValue.Of(!Not().IsTrue) : Comparison();

    private CodeValue Comparison()
    {
        var left = Binary(0);
        if (!NextIs(Comparisons))
        {
            return left;
        }

        var holds = true;
        while (NextIs(Comparisons))
        {
            var sign = tokens[_at++].Text;
            var right = Binary(0);
            holds &= CodeOperators.Apply(sign, left, right).IsTrue;
            left = right;
        }

        return CodeValue.Of(holds);
    }

    private CodeValue Binary(int level)
    {
        if (level == Levels.Length)
        {
            return Unary();
        }

        var left = Binary(level + 1);
        while (NextIs(Levels[level]))
        {
            var sign = tokens[_at++].Text;
            left = CodeOperators.Apply(sign, left, Binary(level + 1));
        }

        return left;
    }

    private CodeValue Unary()
    {
        if (TryTake("-"))
        {
            return CodeOperators.Apply("-", new CodeValue(0L), Unary());
        }

        if (TryTake("+"))
        {
            return Unary();
        }

        if (TryTake("~"))
        {
            return new CodeValue(~Unary().Whole);
        }

        var value = Operand();
        return TryTake("**") ? CodeOperators.Apply("**", value, Unary()) : value;
    }

    private CodeValue Operand()
    {
        if (_at == tokens.Count)
        {
            throw new UnsupportedException("an expression that ends early in a code block");
        }

        var token = tokens[_at++];
        switch (token.Kind)
        {
            case CodeTokenKind.Number:
                return NumberOf(token.Text);
            case CodeTokenKind.Text:
                return new CodeValue(0, Text: token.Text);
            case CodeTokenKind.Name when token.Text is "True" or "False":
                return CodeValue.Of(token.Text == "True");
            case CodeTokenKind.Name when TryTake("("):
                return Call(token.Text);
            case CodeTokenKind.Name:
                return lookUp(token.Text);
            case CodeTokenKind.Sign when token.Text == "(":
                var inner = Sequence(")");
                return inner.Count > 0 ? inner[^1] : new CodeValue(0L);
            default:
                throw new UnsupportedException($"'{token.Text}' in a code block");
        }
    }

    private static CodeValue NumberOf(string text) =>
        text.StartsWith("0x", StringComparison.Ordinal) ? new CodeValue(long.Parse(text[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture))
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) ? new CodeValue(whole)
        : new CodeValue(double.Parse(text, CultureInfo.InvariantCulture));

    private CodeValue Call(string name)
    {
        var arguments = Sequence(")");
        return (name, arguments) switch
        {
            ("abs", [var only]) => only.IsFraction ? new CodeValue(Math.Abs(only.Fraction)) : new CodeValue(Math.Abs(only.Whole)),
            ("int", [var only]) => new CodeValue((long)only.Number),
            ("float", [var only]) => new CodeValue(only.Number),
            ("round", [var only]) => new CodeValue((long)Math.Round(only.Number, MidpointRounding.ToEven)),
            ("str" or "print" or "repr", _) => new CodeValue(0, Text: string.Join(' ', arguments)),
            ("min", [_, ..]) => arguments.MinBy(value => value.Number),
            ("max", [_, ..]) => arguments.MaxBy(value => value.Number),
            _ => throw new UnsupportedException($"{name}() in a code block"),
        };
    }

    private List<CodeValue> Sequence(string closing)
    {
        List<CodeValue> values = [];
        while (!TryTake(closing))
        {
            values.Add(Choice());
            if (!TryTake(",") && !NextIs([closing]))
            {
                throw new UnsupportedException("parentheses that do not close in a code block");
            }
        }

        return values;
    }

    private bool NextIs(string[] signs) => _at < tokens.Count && tokens[_at].Kind == CodeTokenKind.Sign && Array.IndexOf(signs, tokens[_at].Text) >= 0;

    private bool TryTake(string sign)
    {
        if (!NextIs([sign]))
        {
            return false;
        }

        _at++;
        return true;
    }

    private bool TryTakeName(string name)
    {
        if (_at == tokens.Count || tokens[_at].Kind != CodeTokenKind.Name || tokens[_at].Text != name)
        {
            return false;
        }

        _at++;
        return true;
    }
}
