using Mpsim.Scenarios.Errors;

namespace Mpsim.Scenarios.Yaml;

/// <summary>A list.</summary>
internal sealed class TreeSequence(SourcePosition position, IReadOnlyList<TreeNode> items, bool isOverride = false)
    : TreeNode(position, isOverride)
{
    public IReadOnlyList<TreeNode> Items { get; } = items;

    public override TreeNode AsOverride() => new TreeSequence(Position, [.. Items.Select(item => item.AsOverride())], isOverride: true);

    public override string Describe() => "a list";
}
