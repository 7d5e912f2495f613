namespace Mpsim.Models.Network.Loss;

/// <summary>Random loss on a link, asked once per packet in the order of transmission. An instance belongs to one link.</summary>
public abstract class LossModel
{
    /// <summary>Whether the next packet is lost after its transmission.</summary>
    public abstract bool IsNextLost();
}
