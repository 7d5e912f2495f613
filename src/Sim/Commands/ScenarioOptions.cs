using System.CommandLine;

namespace Mpsim.Commands;

/// <summary>Options that several commands share.</summary>
internal static class ScenarioOptions
{
    public static Option<string[]> Set() => new("--set")
    {
        Description = "Override a key by its dotted path, such as --set links.lte.rate='5 Mbit/s'; may be repeated.",
        HelpName = "key=value",
        Arity = ArgumentArity.OneOrMore,
        DefaultValueFactory = _ => [],
    };
}
