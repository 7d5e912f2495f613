using System.Globalization;

namespace Mpsim.Packetdrill.Syntax;

/// <summary>An argument or result of a system call.</summary>
internal abstract record Expression;

/// <summary><c>...</c>: whatever is usual there.</summary>
internal sealed record EllipsisExpression : Expression
{
    public override string ToString() => "...";
}

/// <summary>A number.</summary>
internal sealed record NumberExpression(long Value, bool Hexadecimal) : Expression
{
    public override string ToString() => Hexadecimal ? $"0x{Value:x}" : Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A symbol such as <c>SOL_SOCKET</c>.</summary>
internal sealed record WordExpression(string Word) : Expression
{
    public override string ToString() => Word;
}

/// <summary>A text in quotes.</summary>
internal sealed record TextExpression(string Text) : Expression
{
    public override string ToString() => $"\"{Text}\"";
}

/// <summary><c>A|B</c></summary>
internal sealed record OrExpression(Expression Left, Expression Right) : Expression
{
    public override string ToString() => $"{Left}|{Right}";
}

/// <summary><c>[a, b]</c></summary>
internal sealed record ListExpression(IReadOnlyList<Expression> Items) : Expression
{
    public override string ToString() => $"[{string.Join(", ", Items)}]";
}

/// <summary><c>htons(8080)</c>, <c>inet_addr("192.0.2.1")</c></summary>
internal sealed record FunctionExpression(string Name, IReadOnlyList<Expression> Arguments) : Expression
{
    public override string ToString() => $"{Name}({string.Join(", ", Arguments)})";
}

/// <summary><c>{field=value, …}</c>; a field without a name has an empty one.</summary>
internal sealed record StructExpression(IReadOnlyList<StructField> Fields) : Expression
{
    public Expression? Find(string name) => Fields.FirstOrDefault(field => field.Name == name)?.Value;

    public override string ToString() => $"{{{string.Join(", ", Fields)}}}";
}

/// <summary>One field of a structure; <paramref name="Count"/> is what <c>msg_iov(2)=…</c> has in parentheses.</summary>
internal sealed record StructField(string Name, Expression? Count, Expression Value)
{
    public override string ToString() => Name.Length == 0 ? $"{Value}" : Count is null ? $"{Name}={Value}" : $"{Name}({Count})={Value}";
}
