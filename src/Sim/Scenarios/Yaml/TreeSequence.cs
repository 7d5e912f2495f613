using Mpsim.Scenarios.Errors;

namespace Mpsim.Scenarios.Yaml;

/// <summary>A list.</summary>
internal sealed class TreeSequence(SourcePosition position, IReadOnlyList<TreeNode> items, Layer layer = Layer.Base)
    : TreeNode(position, layer)
{
    public IReadOnlyList<TreeNode> Items { get; } = items;

    public override TreeNode AsOverride(Layer layer) => new TreeSequence(Position, [.. Items.Select(item => item.AsOverride(layer))], layer);

    public override string Describe() => "a list";
}
