namespace Mpsim.Scenarios.Values;

/// <summary>A switch: <c>true</c> or <c>false</c>.</summary>
internal sealed class SwitchForm : ValueForm<bool>
{
    public override string Expected => "true or false";

    public override bool TryRead(string text, out bool value, out Misreading problem)
    {
        value = text == "true";
        var read = text is "true" or "false";
        var nearest = text.ToLowerInvariant() switch
        {
            "yes" or "on" or "1" or "true" => "true",
            "no" or "off" or "0" or "false" => "false",
            _ => null,
        };
        problem = read ? default : new Misreading($"'{text}' is neither true nor false", nearest);
        return read;
    }

    public override string Write(bool value) => value ? "true" : "false";
}
