using ArchUnitNET.Domain;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using Mpsim.Commands;
using Mpsim.Models.Kernel;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace Mpsim.Conventions.Tests;

/// <summary>Who may know whom, read from the compiled code.</summary>
public sealed class LayeringTests
{
    private static readonly ArchUnitNET.Domain.Architecture Code =
        new ArchLoader().LoadAssemblies(typeof(Scheduler).Assembly, typeof(CommandLine).Assembly).Build();

    public static TheoryData<string> Modules => [.. ArrowTable.Allowed.Keys];

    [Theory]
    [MemberData(nameof(Modules))]
    public void Module_uses_only_what_the_architecture_page_allows(string module)
    {
        var allowed = ArrowTable.Allowed[module];
        var others = ArrowTable.Allowed.Keys.Where(other => other != module && !allowed.Contains(other)).ToArray();

        Types().That().ResideInNamespaceMatching(Module.Pattern(module))
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(string.Join("|", others.Select(Module.Pattern))))
            .Because($"docs/architecture.md allows {module} only: {string.Join(", ", allowed)}")
            .Check(Code);
    }

    [Fact]
    public void Architecture_page_lists_every_module_and_no_arrow_that_is_gone()
    {
        var actual = Code.Types.Where(type => Module.Of(type) is not null)
            .GroupBy(type => Module.Of(type)!)
            .ToDictionary(group => group.Key, group => group.SelectMany(type => type.Dependencies).Select(arrow => Module.Of(arrow.Target)).ToHashSet());

        Assert.Equal(actual.Keys.Order(StringComparer.Ordinal), ArrowTable.Allowed.Keys.Order(StringComparer.Ordinal));
        var gone = ArrowTable.Allowed.SelectMany(row => row.Value.Where(used => !actual[row.Key].Contains(used)).Select(used => $"{row.Key} → {used}"));
        Breaches.None(gone);
    }

    [Fact]
    public void Modules_do_not_depend_on_each_other_in_a_circle() =>
        Breaches.None(Circle.In(ArrowTable.Allowed));

    // What stands in the parent itself is left out: a connection and its parts know each other.
    [Theory]
    [InlineData("Mpsim.Scenarios")]
    [InlineData("Mpsim.Models.Wire")]
    [InlineData("Mpsim.Models.Tcp")]
    [InlineData("Mpsim.Models.Mptcp")]
    public void Folders_of_a_module_do_not_depend_on_each_other_in_a_circle(string parent)
    {
        var arrows = Code.Types.Where(type => FolderWithin(parent, type) is not null)
            .GroupBy(type => FolderWithin(parent, type)!)
            .ToDictionary(folder => folder.Key, folder => (IReadOnlyList<string>)[.. folder.SelectMany(type => type.Dependencies)
                .Select(arrow => FolderWithin(parent, arrow.Target)).OfType<string>().Where(used => used != folder.Key).Distinct()]);

        Assert.NotEmpty(arrows);
        Breaches.None(Circle.In(arrows));
    }

    // Written out beside the table, because the protocols must one day run over a real network device.
    [Theory]
    [InlineData("Models.Tcp")]
    [InlineData("Models.Mptcp")]
    public void Protocol_knows_neither_events_nor_links(string module) =>
        Types().That().ResideInNamespaceMatching(Module.Pattern(module))
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(@"^Mpsim\.Models\.(Kernel|Network|Hosts|Probes)($|\.)"))
            .Check(Code);

    [Fact]
    public void Models_stand_on_the_framework_alone_and_do_no_input_or_output()
    {
        string[] forbidden = ["System.Console", "System.Text.Json", "System.Threading", "System.Threading.Thread", "System.Net", "System.IO"];
        var references = typeof(Scheduler).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!).ToArray();

        Assert.All(references, reference => Assert.StartsWith("System.", reference, StringComparison.Ordinal));
        Assert.DoesNotContain(references, reference => forbidden.Any(name => reference == name || reference.StartsWith(name + ".", StringComparison.Ordinal)));
        Types().That().ResideInNamespaceMatching(@"^Mpsim\.Models($|\.)")
            .Should().NotDependOnAny(Types().That().ResideInNamespaceMatching(@"^System\.(IO|Net|Threading)($|\.)"))
            .Check(Code);
    }

    private static string? FolderWithin(string parent, IType type) =>
        type.Namespace?.FullName is { } name && name.StartsWith(parent + ".", StringComparison.Ordinal) ? name[(parent.Length + 1)..].Split('.')[0] : null;
}
