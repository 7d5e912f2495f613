namespace Mpsim.Models.Wire.Mptcp;

/// <summary>MP_TCPRST (RFC 8684 section 3.6): why a subflow is reset.</summary>
/// <param name="Transient">T: the cause may go away; a later join may succeed.</param>
/// <param name="Reason">0 unspecified, 1 MPTCP-specific error, 2 lack of resources, 3 administratively prohibited, 4 too much outstanding data, 5 unacceptable performance, 6 middlebox interference.</param>
public sealed record MpTcpRst(bool Transient, byte Reason)
{
    public const int Length = 4;

    public const byte MptcpSpecificError = 1;
    public const byte LackOfResources = 2;
    public const byte AdministrativelyProhibited = 3;
    public const byte UnacceptablePerformance = 5;
    public const byte MiddleboxInterference = 6;
}
