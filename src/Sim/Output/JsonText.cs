using System.Text.Encodings.Web;
using System.Text.Json;

namespace Mpsim.Output;

/// <summary>The one form of all JSON: indented by two, LF, texts readable as they are, keys in the order of writing.</summary>
public static class JsonText
{
    public static Utf8JsonWriter Writer(Stream stream) => new(stream, new JsonWriterOptions
    {
        Indented = true,
        NewLine = "\n",
        // The files are read by people and parsers, never pasted into a web page.
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    });

    /// <summary>Writes the digits that the CSV files have, or null where there is no figure.</summary>
    public static void WriteFigure(this Utf8JsonWriter json, string name, double? value)
    {
        json.WritePropertyName(name);
        string digits = NumberText.Exact(value);
        json.WriteRawValue(digits.Length == 0 ? "null" : digits);
    }
}
