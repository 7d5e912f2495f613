using System.Text.RegularExpressions;
using Mpsim.Models.Hosts;
using Mpsim.Models.Tcp;
using Mpsim.Packetdrill.Matching;

namespace Mpsim.Packetdrill.World;

/// <summary>What <c>ss</c> tells of the host's connections, as far as scripts look for a word in it.</summary>
internal static partial class SocketStatistics
{
    /// <summary><c>ss -Mtn | grep WORD</c>, or its opposite with <c>!</c> before it.</summary>
    /// <returns>False when the command is another one.</returns>
    /// <exception cref="RunException">The word is not there.</exception>
    public static bool TryRun(string command, IReadOnlyList<ProtocolSocket> connections)
    {
        if (Search().Match(command) is not { Success: true } search)
        {
            return false;
        }

        var lines = Lines(connections, search.Groups[2].Value);
        var isThere = lines.Exists(line => line.Contains(search.Groups[3].Value, StringComparison.Ordinal));
        if (isThere == (search.Groups[1].Length > 0))
        {
            throw new RunException($"'{command}' does not hold: there {(lines.Count == 0 ? "is no connection" : $"is {string.Join(", ", lines)}")}");
        }

        return true;
    }

    /// <summary>TCP connections (t) and MPTCP connections (M), but for those that listen, are half open or in TIME-WAIT, as ss leaves them out.</summary>
    private static List<string> Lines(IReadOnlyList<ProtocolSocket> connections, string kinds)
    {
        List<string> lines = [];
        foreach (var connection in connections)
        {
            if (kinds.Contains('M', StringComparison.Ordinal) && connection is MptcpSocket { Connection: var mptcp } && StateName(mptcp.State) is { } state)
            {
                lines.Add($"mptcp {state}");
            }

            if (kinds.Contains('t', StringComparison.Ordinal))
            {
                lines.AddRange(connection.Paths.Select(path => StateName(path.Tcp.State)).OfType<string>().Select(name => $"tcp {name}"));
            }
        }

        return lines;
    }

    private static string? StateName(TcpState state) => state switch
    {
        TcpState.SynSent => "SYN-SENT",
        TcpState.Established => "ESTAB",
        TcpState.FinWait1 => "FIN-WAIT-1",
        TcpState.FinWait2 => "FIN-WAIT-2",
        TcpState.CloseWait => "CLOSE-WAIT",
        TcpState.Closing => "CLOSING",
        TcpState.LastAck => "LAST-ACK",
        _ => null,
    };

    [GeneratedRegex(@"^(!?)\s*ss\s+-([Mtn]+)\s*\|\s*grep\s+(?:-q\s+)?([\w-]+)$")]
    private static partial Regex Search();
}
