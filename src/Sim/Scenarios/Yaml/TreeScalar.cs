using Mpsim.Scenarios.Errors;

namespace Mpsim.Scenarios.Yaml;

/// <summary>A single value; plain when it was written without quotes.</summary>
internal sealed class TreeScalar(SourcePosition position, string value, bool isPlain, bool isOverride = false)
    : TreeNode(position, isOverride)
{
    public string Value { get; } = value;

    public bool IsPlain { get; } = isPlain;

    public override TreeNode AsOverride() => new TreeScalar(Position, Value, IsPlain, isOverride: true);

    public override string Describe() => IsNull ? "nothing" : $"'{Value}'";
}
