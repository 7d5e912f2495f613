using Mpsim.Models.Wire;

namespace Mpsim.Scenarios.Reading;

/// <summary>Where a flow may go, and where it is opened.</summary>
/// <param name="Via">The links of one end that it may use, that of the initial path first.</param>
/// <param name="Family">The IP version of the initial path.</param>
/// <param name="OtherLink">The link on which the other end has its address.</param>
internal readonly record struct InitialPath(IReadOnlyList<string> Via, IpFamilies Family, string OtherLink)
{
    /// <summary>Something is wrong, which has been reported.</summary>
    public static readonly InitialPath None = new([], IpFamilies.V4, "");

    /// <summary>The link by which the opener reaches the CPE whose links <see cref="Via"/> names; null where they are its own.</summary>
    public string? LanLink { get; init; }
}
