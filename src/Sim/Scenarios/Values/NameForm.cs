namespace Mpsim.Scenarios.Values;

/// <summary>A free text, or the name of something else in the scenario; whether that exists is checked by the reader.</summary>
internal sealed class NameForm(string expected) : ValueForm<string>
{
    public override string Expected => expected;

    public override bool TryRead(string text, out string value, out Misreading problem)
    {
        value = text;
        problem = text.Length > 0 ? default : new Misreading("the text is empty");
        return text.Length > 0;
    }

    public override string Write(string value) => value;
}
