using Mpsim.Models.Mptcp;
using Mpsim.Models.Network;

namespace Mpsim.Models.Hosts;

// Subflows that a host makes backups in the course of their life.
public partial class Host
{
    /// <summary>Makes all subflows on an interface backups that are none yet, and asks their peers to do the same (MP_PRIO, RFC 8684 section 3.3.8).</summary>
    public void SetBackup(Interface face)
    {
        for (var i = 0; i < _mptcpSockets.Count; i++)
        {
            var socket = _mptcpSockets[i];
            for (var j = 0; j < socket.Paths.Count; j++)
            {
                if (socket.Paths[j] is { IsRemoved: false, Subflow: { Backup: false, Phase: SubflowPhase.Established } subflow } path && face.Has(path.Local.Address))
                {
                    socket.SetBackup(subflow, true);
                }
            }
        }
    }
}
