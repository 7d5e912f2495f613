using Mpsim.Scenarios.Errors;

namespace Mpsim.Scenarios.Yaml;

/// <summary>A node of a YAML document that knows where it was written. Trees are never changed, only rebuilt.</summary>
internal abstract class TreeNode(SourcePosition position, bool isOverride)
{
    public SourcePosition Position { get; } = position;

    /// <summary>Whether the node was laid over the base by a variant or by the command line.</summary>
    public bool IsOverride { get; } = isOverride;

    public bool IsNull => this is TreeScalar { IsPlain: true, Value: "" or "~" or "null" or "Null" or "NULL" };

    /// <summary>The same tree, marked as laid over the base.</summary>
    public abstract TreeNode AsOverride();

    /// <summary>What the node is, for messages.</summary>
    public abstract string Describe();
}
