using Mpsim.Scenarios.Keys;

namespace Mpsim.Scenarios;

/// <summary>All host profiles; the first is the default.</summary>
public static class HostProfiles
{
    public static readonly IReadOnlyList<HostProfile> All =
    [
        new("mpsim", "each key's own default, chosen to show what MPTCP can do", TcpKeys.ReceiveLimit, TcpKeys.SendLimit, new Dictionary<string, string>()),

        // Documentation/networking/ip-sysctl.rst and mptcp-sysctl.rst of Linux 6.18; the limits are those of the path manager.
        new("linux-6.18", "what that kernel does unless told otherwise", "32 MiB", "4 MiB", new Dictionary<string, string>
        {
            ["congestion_control"] = "cubic",
            ["hystart"] = "true",
            ["sack"] = "true",
            ["timestamps"] = "true",
            ["window_scale"] = "true",
            ["delayed_ack"] = "true",
            ["initial_window"] = "10",
            ["nodelay"] = "false",
            ["scheduler"] = "linux",
            ["opportunistic_retransmission"] = "false",
            ["penalization"] = "false",
            ["path_manager"] = "in-kernel",
            ["data_ack"] = "64 bit",
        }),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(profile => profile.Name)];

    /// <returns>Null when there is none of that name.</returns>
    public static HostProfile? Find(string name) => All.FirstOrDefault(profile => profile.Name == name);
}
