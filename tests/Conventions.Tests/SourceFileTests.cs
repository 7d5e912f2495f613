using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace Mpsim.Conventions.Tests;

/// <summary>What holds for every source file, whoever wrote it.</summary>
public sealed partial class SourceFileTests
{
    /// <summary>Lines that a reader takes in; 400 is the aim, this the limit.</summary>
    private const int MostLines = 500;

    // Put together here, so that this file does not contain what it looks for.
    private static readonly string[] Unfinished = ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "XX" + "X", "NotImplemented" + "Exception", "Skip" + " = \"", "Skip" + "When"];

    private static readonly IReadOnlyList<string> Sources = Repository.Files(".cs");

    [Fact]
    public void No_file_is_longer_than_a_reader_can_take_in() =>
        Breaches.None(from file in Sources
                      let lines = File.ReadLines(file).Count()
                      where lines > MostLines
                      select $"{Repository.Relative(file)}: {lines} lines");

    [Fact]
    public void Namespace_is_the_folder() =>
        Breaches.None(from file in Sources
                      let declared = Namespace().Match(File.ReadAllText(file)).Groups[1].Value
                      let expected = ExpectedNamespace(file)
                      where declared.Length > 0 && declared != expected
                      select $"{Repository.Relative(file)}: {declared}, not {expected}");

    [Fact]
    public void File_is_named_after_the_type_it_holds() =>
        Breaches.None(from file in Sources
                      let types = DeclaredType().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value).ToArray()
                      let name = Path.GetFileName(file).Split('.')[0]
                      where types.Length > 0 && !types.Contains(name)
                      select $"{Repository.Relative(file)} holds {string.Join(", ", types)}");

    [Fact]
    public void Name_says_what_a_type_does() =>
        Breaches.None(Sources.Select(Repository.Relative).Where(file => file.Split('/').Any(part => Vague().IsMatch(part))));

    [Fact]
    public void Nothing_is_left_unfinished() =>
        Breaches.None(from file in Sources.Concat(Repository.Files(".md", ".yaml", ".sh", ".props", ".csproj"))
                      from line in File.ReadLines(file).Select((text, index) => (Text: text, Number: index + 1))
                      from word in Unfinished
                      where Regex.IsMatch(line.Text, $@"(?<![A-Za-z]){Regex.Escape(word)}")
                      select $"{Repository.Relative(file)}:{line.Number}: {word}");

    [Fact]
    public void No_file_names_a_place_on_one_machine() =>
        Breaches.None(from file in Repository.Files(".cs", ".md", ".yaml", ".yml", ".json", ".csv", ".props", ".targets", ".csproj", ".sln", ".sh", "")
                      from line in File.ReadLines(file).Select((text, index) => (Text: text, Number: index + 1))
                      where MachinePath().IsMatch(line.Text)
                      select $"{Repository.Relative(file)}:{line.Number}: {line.Text.Trim()}");

    /// <summary>Statics that change would tie runs together that go side by side.</summary>
    [Fact]
    public void Models_have_no_static_state_that_changes() =>
        Breaches.None(from file in Repository.Files(".cs").Where(file => Repository.Relative(file).StartsWith("src/Models/", StringComparison.Ordinal))
                      from line in File.ReadLines(file).Select((text, index) => (Text: text, Number: index + 1))
                      where ChangingStatic().IsMatch(line.Text)
                      select $"{Repository.Relative(file)}:{line.Number}: {line.Text.Trim()}");

    private static string ExpectedNamespace(string file)
    {
        var directory = Path.GetDirectoryName(file)!;
        var project = directory;
        while (Directory.GetFiles(project, "*.csproj").Length == 0)
        {
            project = Path.GetDirectoryName(project)!;
        }

        var root = XDocument.Load(Directory.GetFiles(project, "*.csproj")[0]).Descendants("RootNamespace").Single().Value;
        var below = Path.GetRelativePath(project, directory);
        return below == "." ? root : $"{root}.{below.Replace(Path.DirectorySeparatorChar, '.')}";
    }

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(?:(?:public|internal|sealed|static|abstract|partial|readonly|ref|unsafe) )*(?:class|struct|record struct|record|enum|interface) (\w+)", RegexOptions.Multiline)]
    private static partial Regex DeclaredType();

    // A path manager is a term of RFC 8684.
    [GeneratedRegex("((?<!Path)Manager|Helper|Util|Utilities|Common)(?=[A-Z.s]|$)")]
    private static partial Regex Vague();

    [GeneratedRegex(@"(?<![\w.~/<-])/(home|root|Users|work|tmp|opt|mnt)/\w|\b[A-Z]:\\\w")]
    private static partial Regex MachinePath();

    [GeneratedRegex(@"^\s*(?:(?:public|internal|private|protected) )static (?!readonly|partial|class|extern|abstract|implicit|explicit|unsafe)[\w<>?\[\], .]+ \w+( = [^>].*)?;\s*$")]
    private static partial Regex ChangingStatic();
}
