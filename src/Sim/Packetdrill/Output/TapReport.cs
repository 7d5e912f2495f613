using System.Text;
using Mpsim.Packetdrill.Running;

namespace Mpsim.Packetdrill.Output;

/// <summary>Writes outcomes in the Test Anything Protocol, version 14, with what differs as YAML below the test point.</summary>
internal sealed class TapReport(TextWriter writer)
{
    private int _number;

    /// <summary>How many passed, failed, and used what does not exist here.</summary>
    public int Passed { get; private set; }

    public int Failed { get; private set; }

    public int Unsupported { get; private set; }

    public void Begin(int scripts)
    {
        writer.Write("TAP version 14\n");
        writer.Write($"1..{scripts}\n");
    }

    public void Add(ScriptOutcome outcome)
    {
        _number++;
        switch (outcome.Status)
        {
            case ScriptStatus.Passed:
                Passed++;
                writer.Write($"ok {_number} - {Name(outcome)}\n");
                break;
            case ScriptStatus.Unsupported:
                // What was not tested has not passed: "not ok", with the directive that tells a harness why.
                Unsupported++;
                writer.Write($"not ok {_number} - {Name(outcome)} # SKIP unsupported: {outcome.File}:{outcome.Line}: {outcome.Message}\n");
                break;
            default:
                Failed++;
                writer.Write($"not ok {_number} - {Name(outcome)}\n");
                WriteDiagnostics(outcome);
                break;
        }

        foreach (var note in outcome.Notes)
        {
            writer.Write($"# {Name(outcome)}: {note}\n");
        }
    }

    public void End() => writer.Write($"# passed {Passed}, failed {Failed}, unsupported {Unsupported}\n");

    /// <summary>A number sign in a name would begin a directive.</summary>
    private static string Name(ScriptOutcome outcome) => outcome.File.Replace("#", "\\#", StringComparison.Ordinal);

    private void WriteDiagnostics(ScriptOutcome outcome)
    {
        writer.Write("  ---\n");
        Write("message", outcome.Message);
        Write("at", $"{outcome.File}:{outcome.Line}");
        Write("time", $"{outcome.At:0.000000} s");
        Write("seed", $"{outcome.Seed}");
        Write("expected", outcome.Expected);
        Write("actual", outcome.Actual);
        writer.Write("  ...\n");
    }

    private void Write(string key, string? value)
    {
        if (value is not null)
        {
            writer.Write($"  {key}: {Quoted(value)}\n");
        }
    }

    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            quoted.Append(c switch { '"' => "\\\"", '\\' => "\\\\", '\n' => "\\n", '\t' => "\\t", _ => c.ToString() });
        }

        return quoted.Append('"').ToString();
    }
}
