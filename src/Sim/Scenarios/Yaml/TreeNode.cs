using Mpsim.Scenarios.Errors;

namespace Mpsim.Scenarios.Yaml;

/// <summary>A node of a YAML document that knows where it was written. Trees are never changed, only rebuilt.</summary>
internal abstract class TreeNode(SourcePosition position, Layer layer)
{
    public SourcePosition Position { get; } = position;

    /// <summary>What laid the node where it is.</summary>
    public Layer Layer { get; } = layer;

    /// <summary>Whether the node was laid over another document: over a template by the file, over the file by the command line or by a variant.</summary>
    public bool IsOverride => Layer != Layer.Base;

    public bool IsNull => this is TreeScalar { IsPlain: true, Value: "" or "~" or "null" or "Null" or "NULL" };

    /// <summary>The same tree, marked as laid over another document.</summary>
    public abstract TreeNode AsOverride(Layer layer);

    /// <summary>What the node is, for messages.</summary>
    public abstract string Describe();
}
