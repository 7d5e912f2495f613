using Mpsim.Models.Wire;

namespace Mpsim.Scenarios.Plan;

/// <summary>The end of a link at a node, with an address of each family that link and node have in common.</summary>
/// <param name="Link">The link.</param>
/// <param name="V4">The IPv4 address, or none.</param>
/// <param name="V6">The IPv6 address, or none.</param>
public sealed record InterfacePlan(string Link, IpAddress V4, IpAddress V6)
{
    public IpFamilies Families => (V4.IsNone ? IpFamilies.None : IpFamilies.V4) | (V6.IsNone ? IpFamilies.None : IpFamilies.V6);

    /// <summary>Those that there are, IPv4 first.</summary>
    public IEnumerable<IpAddress> Addresses
    {
        get
        {
            if (!V4.IsNone)
            {
                yield return V4;
            }

            if (!V6.IsNone)
            {
                yield return V6;
            }
        }
    }

    /// <summary>The address of one family, or none.</summary>
    public IpAddress AddressOf(IpFamilies family) => family == IpFamilies.V6 ? V6 : V4;
}
