namespace Mpsim.Models.Wire.Mptcp;

/// <summary>MP_PRIO (RFC 8684 section 3.3.8): changes the backup state of the subflow that carries it.</summary>
/// <param name="Backup">B: use the subflow as a backup only.</param>
public sealed record MpPrio(bool Backup)
{
    public const int Length = 3;
}
