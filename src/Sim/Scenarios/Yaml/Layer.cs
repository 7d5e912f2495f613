namespace Mpsim.Scenarios.Yaml;

/// <summary>What laid a node of a document where it is. A later one lies over the earlier ones.</summary>
internal enum Layer
{
    /// <summary>The document that lies at the bottom: the template where the file names one, and otherwise the file.</summary>
    Base,

    /// <summary>The file, over the template.</summary>
    File,

    /// <summary>The overrides of the command line.</summary>
    CommandLine,

    /// <summary>A variant.</summary>
    Variant,
}
