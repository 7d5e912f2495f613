using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Sharing;

/// <summary>Subscribers with addresses one behind the other.</summary>
/// <param name="Group">What they have in common: the name of a class, or of a single UE.</param>
/// <param name="First">The address of the first.</param>
/// <param name="Count">How many there are.</param>
public sealed record SubscriberRange(string Group, IpAddress First, int Count)
{
    /// <summary>The place of an address in the range; negative when it is none of it.</summary>
    public int PlaceOf(IpAddress address) => address.IsIPv4 == First.IsIPv4 && address.High == First.High && address.Low - First.Low < (ulong)Count ? (int)(address.Low - First.Low) : -1;
}
