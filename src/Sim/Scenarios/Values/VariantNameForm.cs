namespace Mpsim.Scenarios.Values;

/// <summary>The name of a variant, which stands in tables, charts, names of files and, among commas, in expectations.</summary>
internal sealed class VariantNameForm : ValueForm<string>
{
    /// <summary>A longer one would leave no room for figures beside it.</summary>
    public const int Longest = 60;

    private const string Reserved = ",().|";

    public override string Expected => $"a name of at most {Longest} characters, without commas, full stops, parentheses and bars";

    public override bool TryRead(string text, out string value, out Misreading problem)
    {
        value = text;
        problem = text.Length > Longest ? new Misreading($"a name of {text.Length} characters cannot be that of a variant")
            : UnprintableText.Find(text, hasLines: false) is { } found ? new Misreading($"a name with {found} in it cannot be that of a variant")
            : text.Trim().Length == 0 || text.AsSpan().ContainsAny(Reserved) ? new Misreading($"'{text}' cannot be the name of a variant")
            : default;
        return problem == default;
    }

    public override string Write(string value) => value;
}
