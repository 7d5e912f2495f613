namespace Mpsim.Models.Wire.Mptcp;

/// <summary>MP_FASTCLOSE (RFC 8684 section 3.5): the whole connection ends at once.</summary>
/// <param name="ReceiverKey">Key of the receiver, as proof.</param>
public sealed record MpFastclose(ulong ReceiverKey)
{
    public const int Length = 12;
}
