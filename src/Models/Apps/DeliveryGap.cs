using Mpsim.Models.Units;

namespace Mpsim.Models.Apps;

/// <summary>A time in which a receiver waited for data and got none.</summary>
/// <param name="From">The last delivery before it, or when the wait began.</param>
/// <param name="To">The next delivery, or when nobody waited any more.</param>
public readonly record struct DeliveryGap(Instant From, Instant To)
{
    public Duration Length => To - From;
}
