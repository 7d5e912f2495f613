using Mpsim.Scenarios.Errors;

namespace Mpsim.Scenarios.Values;

/// <summary>One of a few names, each standing for a value.</summary>
/// <param name="what">What is chosen, such as "scheduler".</param>
/// <param name="choices">The names in the order in which they are shown.</param>
/// <param name="planned">Names that are words of the field but not available in this version.</param>
internal sealed class ChoiceForm<T>(string what, IReadOnlyList<(string Name, T Value)> choices, params string[] planned) : ValueForm<T>
{
    /// <summary>In the order in which they are shown.</summary>
    public IEnumerable<T> Values => choices.Select(choice => choice.Value);

    private string Names => string.Join(", ", choices.Select(choice => choice.Name));

    public override string Expected => choices.Count == 1 ? Names : "one of " + Names;

    public override bool TryRead(string text, out T value, out Misreading problem)
    {
        value = choices[0].Value;
        problem = default;
        foreach (var choice in choices)
        {
            if (choice.Name == text)
            {
                value = choice.Value;
                return true;
            }
        }

        problem = planned.Contains(text)
            ? new Misreading($"the {what} '{text}' is not available in this version; available: {Names}")
            : new Misreading($"there is no {what} '{text}'", NearestName.Find(text, choices.Select(choice => choice.Name)));
        return false;
    }

    public override string Write(T value) =>
        choices.First(choice => EqualityComparer<T>.Default.Equals(choice.Value, value)).Name;
}
