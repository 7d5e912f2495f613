using Mpsim.Models.Network;
using Mpsim.Models.Wire;

namespace Mpsim.Measuring;

/// <summary>Follows the routes of a network from node to node.</summary>
internal static class PassingLink
{
    /// <summary>More hops than this are a loop.</summary>
    private const int MostHops = 255;

    /// <summary>The link by which packets of one host to another leave a node on their way.</summary>
    public static string? From(Node node, IpAddress source, IpAddress destination) => node.Routing.Lookup(source, destination)?.Name;

    /// <summary>The link by which packets of one host to another arrive at a node on their way; null where they do not pass it.</summary>
    /// <param name="node">The node.</param>
    /// <param name="sender">The host that sends.</param>
    /// <param name="source">Its address.</param>
    /// <param name="destination">The other host's.</param>
    public static string? To(Node node, Node sender, IpAddress source, IpAddress destination)
    {
        var here = sender;
        for (var hops = 0; hops < MostHops; hops++)
        {
            if (here.Routing.Lookup(source, destination)?.Egress?.Destination is not { } next)
            {
                return null;
            }

            if (next.Node == node)
            {
                return next.Name;
            }

            here = next.Node;
        }

        return null;
    }
}
