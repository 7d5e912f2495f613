using ArchUnitNET.Domain;

namespace Mpsim.Conventions.Tests;

/// <summary>
/// Modules are the folders right below <c>src/Models</c> and <c>src/Sim</c>; a folder within a folder is part of the same module.
/// A module is named as in the table of <c>docs/architecture.md</c>, such as "Models.Tcp" or "Scenarios".
/// </summary>
internal static class Module
{
    private const string Prefix = "Mpsim.";

    /// <returns>Null for types that are not ours; "Program" for what stands at the root of the program.</returns>
    public static string? Of(IType type)
    {
        var name = type.Namespace?.FullName ?? "";
        if (name == "Mpsim")
        {
            return "Program";
        }

        if (!name.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return null;
        }

        var parts = name[Prefix.Length..].Split('.');
        return parts[0] == "Models" && parts.Length > 1 ? $"Models.{parts[1]}" : parts[0];
    }

    /// <summary>The regular expression of the namespaces of a module.</summary>
    public static string Pattern(string module) => module == "Program" ? "^Mpsim$" : $"^Mpsim\\.{module.Replace(".", "\\.", StringComparison.Ordinal)}($|\\.)";
}
