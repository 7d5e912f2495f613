using System.Text.RegularExpressions;
using Mpsim.Commands;
using Mpsim.Scenarios;
using Spectre.Console;

namespace Mpsim.Conventions.Tests;

/// <summary>Documentation is held to the files and the commands that it talks about.</summary>
public sealed partial class DocumentationTests
{
    public static TheoryData<string> Pages => [.. Repository.Files(".md").Select(Repository.Relative)];

    public static TheoryData<string> Scenarios => [.. Repository.Files(".yaml").Select(Repository.Relative).Where(file => file.StartsWith("scenarios/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Pages))]
    public void Link_leads_to_a_file(string page)
    {
        var folder = Path.GetDirectoryName(Repository.PathTo(page))!;
        var targets = Link().Matches(WithoutCode(Repository.Read(page))).Select(link => link.Groups[1].Value)
            .Where(target => !target.Contains("://", StringComparison.Ordinal) && !target.StartsWith('#') && !target.StartsWith("mailto:", StringComparison.Ordinal));

        Breaches.None(targets.Where(target => !Path.Exists(Path.Combine(folder, target.Split('#')[0]))));
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void Link_within_a_page_leads_to_a_heading(string page)
    {
        var folder = Path.GetDirectoryName(Repository.PathTo(page))!;
        var broken = from target in Link().Matches(WithoutCode(Repository.Read(page))).Select(link => link.Groups[1].Value)
                     let parts = target.Split('#')
                     where parts.Length == 2 && !target.Contains("://", StringComparison.Ordinal)
                     let file = parts[0].Length == 0 ? Repository.PathTo(page) : Path.Combine(folder, parts[0])
                     where file.EndsWith(".md", StringComparison.Ordinal) && !Anchors(file).Contains(parts[1])
                     select target;

        Breaches.None(broken);
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public void File_that_is_named_exists(string page) =>
        Breaches.None(NamedFile().Matches(Repository.Read(page)).Select(match => match.Groups[1].Value.TrimEnd('.', '/'))
            .Where(file => !file.Contains("NNNN", StringComparison.Ordinal) && !Path.Exists(Repository.PathTo(file))));

    [Theory]
    [MemberData(nameof(Pages))]
    public void Command_that_is_shown_is_one_that_the_program_has(string page)
    {
        var code = Code().Matches(Repository.Read(page)).Select(span => span.Value.Trim('`'));
        foreach (var shown in code.SelectMany(text => ShownCommand().Matches(text)))
        {
            var words = shown.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var help = Help([.. words.TakeWhile(word => Subcommand().IsMatch(word))]);
            Assert.All(words.Where(word => word.StartsWith("--", StringComparison.Ordinal) && word != "--help"), word => Assert.Matches($@"(?<![\w-]){Regex.Escape(word.Split('=')[0])}(?![\w-])", help));
        }
    }

    /// <summary>A complete scenario in a page, which is one with nodes, is read as the program reads a file.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public void Scenario_that_is_shown_is_valid(string page)
    {
        var complete = YamlBlock().Matches(Repository.Read(page)).Select(block => block.Groups[1].Value)
            .Where(text => text.StartsWith("name:", StringComparison.Ordinal) && text.Contains("\nnodes:", StringComparison.Ordinal));
        foreach (var text in complete)
        {
            var file = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.yaml");
            File.WriteAllText(file, text);
            try
            {
                Assert.Empty(ScenarioReader.Read(file, [], PluginNames.BuiltIn).Errors.Select(error => error.Message));
            }
            finally
            {
                File.Delete(file);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Scenarios))]
    public void Scenario_is_told_of_where_users_look(string scenario)
    {
        // Those of a folder are told of together, where the folder is.
        var name = Path.GetDirectoryName(scenario) is var folder && folder != "scenarios" ? folder! : Path.GetFileName(scenario);
        var told = Repository.Files(".md").Select(Repository.Relative)
            .Where(page => page == "README.md" || page.StartsWith("docs/how-to/", StringComparison.Ordinal) || page == "docs/validation.md");

        Assert.Contains(told, page => Repository.Read(page).Contains(name, StringComparison.Ordinal));
    }

    private static string Help(string[] path)
    {
        var text = new StringWriter();
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.No, Out = new AnsiConsoleOutput(text) });
        var before = Console.Out;
        Console.SetOut(text);
        try
        {
            Assert.Equal(0, CommandLine.Invoke([.. path, "--help"], console, console));
        }
        finally
        {
            Console.SetOut(before);
        }

        var help = text.ToString();
        // The last words may be arguments, as in "trace synth lte"; the first is a command.
        Assert.Contains(" " + path[0], help, StringComparison.Ordinal);
        return help;
    }

    private static HashSet<string> Anchors(string file) =>
        [.. Heading().Matches(WithoutCode(File.ReadAllText(file))).Select(heading => NotInAnchor().Replace(heading.Groups[1].Value.Trim().ToLowerInvariant(), "").Replace(' ', '-'))];

    private static string WithoutCode(string page) => CodeBlock().Replace(page, "");

    [GeneratedRegex(@"\[[^\]]*\]\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("[^a-z0-9 _-]")]
    private static partial Regex NotInAnchor();

    [GeneratedRegex("^```.*?^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex CodeBlock();

    [GeneratedRegex("^```yaml\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex YamlBlock();

    // Paths from the root as they stand in code spans, such as `src/Models/Tcp` or `scenarios/quickstart.yaml`.
    [GeneratedRegex(@"`((?:src|tests|docs|scenarios|\.ci)/[\w./-]+)`")]
    private static partial Regex NamedFile();

    // A fenced block, or a span within a line.
    [GeneratedRegex("^```.*?^```|`[^`\n]+`", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^\s*(?:mpsim|dotnet run -c Release --project src/Sim --) ([^\n#|>]+)", RegexOptions.Multiline)]
    private static partial Regex ShownCommand();

    [GeneratedRegex("^[a-z]+$")]
    private static partial Regex Subcommand();
}
