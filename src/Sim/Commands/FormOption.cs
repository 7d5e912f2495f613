using System.CommandLine;
using Mpsim.Scenarios.Values;

namespace Mpsim.Commands;

/// <summary>Options whose values are written as in a scenario, units and all.</summary>
internal static class FormOption
{
    /// <param name="name">Name with its hyphens.</param>
    /// <param name="help">Name of the value in the help text.</param>
    /// <param name="description">What it is for.</param>
    /// <param name="form">How a value is written.</param>
    public static Option<T?> Create<T>(string name, string help, string description, ValueForm<T> form)
        where T : struct => new(name)
        {
            HelpName = help,
            Description = description,
            CustomParser = result =>
            {
                var text = string.Join(' ', result.Tokens.Select(token => token.Value));
                if (form.TryRead(text, out var value, out var problem))
                {
                    return value;
                }

                var expected = problem.Message.Contains(form.Expected, StringComparison.Ordinal) ? "" : $"; expected {form.Expected}";
                result.AddError($"{name}: {problem.Message}{expected}{(problem.Nearest is null ? "" : $"; did you mean {problem.Nearest}?")}");
                return null;
            },
        };
}
