using Mpsim.Packetdrill.Matching;

namespace Mpsim.Packetdrill.Code;

/// <summary>The operators of Python between two values.</summary>
internal static class CodeOperators
{
    public static CodeValue Apply(string sign, CodeValue left, CodeValue right)
    {
        if (left.Text is not null || right.Text is not null)
        {
            return sign switch
            {
                "+" or "%" => new CodeValue(0, Text: $"{left}{right}"),
                "==" => CodeValue.Of(left.Text == right.Text),
                "!=" => CodeValue.Of(left.Text != right.Text),
                _ => throw new UnsupportedException($"'{sign}' between texts in a code block"),
            };
        }

        return sign switch
        {
            "==" => CodeValue.Of(left.Number == right.Number),
            "!=" => CodeValue.Of(left.Number != right.Number),
            "<" => CodeValue.Of(left.Number < right.Number),
            "<=" => CodeValue.Of(left.Number <= right.Number),
            ">" => CodeValue.Of(left.Number > right.Number),
            ">=" => CodeValue.Of(left.Number >= right.Number),
            "/" => new CodeValue(left.Number / right.Number),
            _ when left.IsFraction || right.IsFraction => OfFractions(sign, left.Number, right.Number),
            _ => new CodeValue(OfWholes(sign, left.Whole, right.Whole)),
        };
    }

    private static CodeValue OfFractions(string sign, double left, double right) => new(sign switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "//" => Math.Floor(left / right),
        "%" => left - (right * Math.Floor(left / right)),
        _ => throw new UnsupportedException($"'{sign}' between fractions in a code block"),
    });

    private static long OfWholes(string sign, long left, long right) => sign switch
    {
        "+" => left + right,
        "-" => left - right,
        "*" => left * right,
        "//" => (long)Math.Floor((double)left / right),
        "%" => left - (right * (long)Math.Floor((double)left / right)),
        "&" => left & right,
        "|" => left | right,
        "^" => left ^ right,
        "<<" => left << (int)right,
        ">>" => left >> (int)right,
        "**" => Power(left, right),
        _ => throw new UnsupportedException($"'{sign}' in a code block"),
    };

    private static long Power(long number, long exponent)
    {
        var result = 1L;
        for (var i = 0L; i < exponent; i++)
        {
            result *= number;
        }

        return result;
    }
}
