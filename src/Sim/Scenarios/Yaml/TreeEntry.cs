namespace Mpsim.Scenarios.Yaml;

/// <summary>A key with its value.</summary>
internal sealed record TreeEntry(TreeScalar Key, TreeNode Value);
