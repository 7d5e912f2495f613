namespace Mpsim.Scenarios.Values;

/// <summary>A free text, or the name of something else in the scenario; whether that exists is checked by the reader.</summary>
/// <param name="expected">What belongs in the place.</param>
/// <param name="hasLines">Whether the text may have several lines.</param>
/// <param name="most">The most characters.</param>
internal sealed class NameForm(string expected, bool hasLines = false, int most = 1_000) : ValueForm<string>
{
    public override string Expected => expected;

    public override bool TryRead(string text, out string value, out Misreading problem)
    {
        value = text;
        problem = text.Length == 0 ? new Misreading("the text is empty")
            : text.Length > most ? new Misreading($"the text has {text.Length} characters, more than {most}", SaysAll: true)
            : UnprintableText.Find(text, hasLines) is { } found ? new Misreading($"the text has {found} in it", SaysAll: true)
            : default;
        return problem == default;
    }

    public override string Write(string value) => value;
}
