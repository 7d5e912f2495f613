namespace Mpsim.Results;

/// <summary>A subflow, or a TCP connection where there are none, that has time series. It lived as long as these have samples.</summary>
/// <param name="Entity">As in the time series, see <see cref="EntityNames.Subflow"/>.</param>
/// <param name="Bytes">Payload that was acknowledged on it toward the receiver of the flow, what another subflow has carried too included.</param>
/// <param name="IsMultipath">It belongs to an MPTCP connection.</param>
public sealed record SubflowResult(string Entity, long Bytes, bool IsMultipath);
