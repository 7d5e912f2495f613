using Mpsim.Scenarios.Errors;

namespace Mpsim.Scenarios.Yaml;

/// <summary>A single value; plain when it was written without quotes.</summary>
internal sealed class TreeScalar(SourcePosition position, string value, bool isPlain, Layer layer = Layer.Base)
    : TreeNode(position, layer)
{
    public string Value { get; } = value;

    public bool IsPlain { get; } = isPlain;

    /// <summary>The same without quotes.</summary>
    public TreeScalar AsPlain() => new(Position, Value, isPlain: true, Layer);

    public override TreeNode AsOverride(Layer layer) => new TreeScalar(Position, Value, IsPlain, layer);

    public override string Describe() => IsNull ? "nothing" : $"'{Value}'";
}
