namespace Mpsim.Models.Mptcp.Paths;

/// <summary>
/// The path on which the connection was opened is the active one; subflows from all other endpoints are opened at once, as backups
/// (B bit, RFC 8684 section 3.2), which carry data only while the active one does not work.
/// </summary>
public sealed class ActiveBackupPathManager(PathManagerSettings settings) : InKernelPathManager(settings)
{
    protected override bool IsBackup(PathEndpoint endpoint) => endpoint.Address != LocalInitial.Address;
}
