using CsCheck;
using Mpsim.Scenarios.Errors;

namespace Mpsim.Sim.Tests.Scenarios;

public class MutationTests
{
    private static readonly string[] Fragments =
    [
        "\n", "  ", "\t", ":", ": ", "- ", "{", "}", "[", "]", ",", "'", "\"", "#", "&a", "*a", "!tag", "|", ">", "%", "?", "null", "~", "---", "...",
        "true", "-1", "0", "9999999999999999999999", "Mbit/s", "ms", "phone", "gateway", "lte", "rate", "up", "down", "mptcp", "loss", "trace", ".", "=",
    ];

    private static readonly Gen<(int At, int Removed, string Added)> Edit =
        Gen.Select(Gen.Int[0, SampleScenario.Text.Length], Gen.Int[0, 12], OneOf(Fragments));

    [Fact]
    public void Reader_never_throws_on_a_damaged_file() =>
        Edit.Array[1, 6].Sample(edits =>
        {
            var reading = SampleScenario.Read(edits.Aggregate(SampleScenario.Text, Apply));
            return (reading.Plan is null) == (reading.Errors.Count > 0) && reading.Errors.All(IsLocated);
        }, iter: 3_000);

    [Fact]
    public void Reader_never_throws_on_a_random_override()
    {
        string[] keys = ["nodes", "phone", "mptcp", "links", "lte", "rate", "events", "0", "loss", "trace", "variants", "no proxy", "", "expect", "x"];
        var path = OneOf(keys).Array[1, 5].Select(parts => string.Join('.', parts));
        Gen.Select(path, OneOf(Fragments)).Sample((key, value) =>
        {
            var reading = SampleScenario.Read(SampleScenario.Text, $"{key}={value}");
            return (reading.Plan is null) == (reading.Errors.Count > 0) && reading.Errors.All(IsLocated);
        }, iter: 3_000);
    }

    private static Gen<string> OneOf(string[] texts) => Gen.Int[0, texts.Length - 1].Select(index => texts[index]);

    private static string Apply(string text, (int At, int Removed, string Added) edit)
    {
        var at = Math.Min(edit.At, text.Length);
        return text.Remove(at, Math.Min(edit.Removed, text.Length - at)).Insert(at, edit.Added);
    }

    private static bool IsLocated(ScenarioError error) => error is { Line: > 0, Column: > 0 } && error.Message.Length > 0;
}
