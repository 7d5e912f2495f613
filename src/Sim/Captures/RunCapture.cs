using Mpsim.Files;
using Mpsim.Models.Network;
using Mpsim.Models.Wire;

namespace Mpsim.Captures;

/// <summary>The captures of one run: a file for each node that has an end of a captured link, in a folder of the run's own.</summary>
public sealed class RunCapture : IDisposable
{
    private readonly string _folder;
    private readonly string _application;
    private readonly string _comment;

    /// <summary>In the order in which the nodes were met, so that nothing depends on hashes.</summary>
    private readonly List<(string Node, NodeCapture Capture)> _nodes = [];

    /// <param name="folder">Where the files go; is created.</param>
    /// <param name="application">Name and version of the program.</param>
    /// <param name="comment">What was run.</param>
    /// <exception cref="UnwritableException">The folder cannot be made.</exception>
    public RunCapture(string folder, string application, string comment)
    {
        _folder = folder;
        _application = application;
        _comment = comment;
        WholeFile.MakeFolder(folder);
    }

    /// <summary>What the bytes of literal streams are; null where there are none.</summary>
    public LiteralStreams? Literals { get; set; }

    /// <summary>Name of the file of a node.</summary>
    public static string FileOf(string node) => $"{node}.pcapng";

    /// <summary>Begins to capture a link at both ends.</summary>
    /// <param name="link">Name of the link, which is that of the interface at either end.</param>
    /// <param name="first">Node at the first end.</param>
    /// <param name="second">Node at the other.</param>
    /// <param name="payloadLimit">Octets of payload that are kept of each packet.</param>
    /// <returns>What the link is to tell, from the first end to the second and back.</returns>
    public (LinkTap Up, LinkTap Down) Add(string link, string first, string second, long payloadLimit)
    {
        var (left, right) = (Node(first), Node(second));
        var atLeft = left.AddInterface(link, $"{first}, toward {second}");
        var atRight = right.AddInterface(link, $"{second}, toward {first}");
        return (new LinkCapture(left, atLeft, right, atRight, payloadLimit), new LinkCapture(right, atRight, left, atLeft, payloadLimit));
    }

    /// <summary>The run has ended, whichever way: what was seen is written out.</summary>
    /// <exception cref="UnwritableException">A file could not be written; the others are.</exception>
    public void Finish()
    {
        UnwritableException? failure = null;
        foreach (var (_, capture) in _nodes)
        {
            try
            {
                capture.Finish();
            }
            catch (UnwritableException e)
            {
                failure ??= e;
            }
        }

        if (failure is not null)
        {
            throw failure;
        }
    }

    public void Dispose()
    {
        foreach (var (_, capture) in _nodes)
        {
            capture.Dispose();
        }
    }

    private NodeCapture Node(string node)
    {
        foreach (var (name, capture) in _nodes)
        {
            if (name == node)
            {
                return capture;
            }
        }

        var added = new NodeCapture(Path.Combine(_folder, FileOf(node)), _application, $"{_comment}, node {node}", () => Literals);
        _nodes.Add((node, added));
        return added;
    }
}
