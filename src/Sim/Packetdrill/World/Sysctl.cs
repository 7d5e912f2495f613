using System.Globalization;
using Mpsim.Models.Mptcp;
using Mpsim.Models.Mptcp.Scheduling;
using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Packetdrill.Matching;
using Mpsim.Scenarios.Errors;

namespace Mpsim.Packetdrill.World;

/// <summary>Kernel settings by name: what each does to the host's configuration, or which values are what the host does anyway.</summary>
internal static class Sysctl
{
    private static readonly Dictionary<string, Action<HostConfiguration, string>> Setters = new()
    {
        ["net.ipv4.tcp_timestamps"] = (host, value) => host.Tcp = host.Tcp with { Timestamps = Number(value) != 0 },
        ["net.ipv4.tcp_ecn"] = SetEcn,
        ["net.ipv4.tcp_sack"] = (host, value) => host.Tcp = host.Tcp with { Sack = Number(value) != 0 },
        ["net.ipv4.tcp_window_scaling"] = (host, value) => host.Tcp = host.Tcp with { WindowScaling = Number(value) != 0 },
        ["net.ipv4.tcp_rmem"] = SetReceiveBuffer,
        ["net.ipv4.tcp_wmem"] = SetSendBuffer,
        ["net.ipv4.tcp_mtu_probing"] = (host, value) => host.MtuProbing = Number(value),
        ["net.ipv4.tcp_base_mss"] = (host, value) => host.BaseSegment = Number(value),
        ["net.ipv4.tcp_shrink_window"] = (host, value) => host.Tcp = host.Tcp with { ReceiveMemory = host.Tcp.ReceiveMemory! with { MayShrink = Number(value) != 0 } },
        ["net.ipv4.tcp_moderate_rcvbuf"] = (host, value) => host.Tcp = host.Tcp with { ReceiveBufferAutoTuning = Number(value) != 0 },
        ["net.ipv4.tcp_syn_retries"] = (host, value) => host.Tcp = host.Tcp with { SynRetries = Number(value) },
        ["net.ipv4.tcp_synack_retries"] = (host, value) => host.Tcp = host.Tcp with { SynAckRetries = Number(value) },
        ["net.ipv4.tcp_syn_linear_timeouts"] = (host, value) => host.Tcp = host.Tcp with { SynLinearTimeouts = Number(value) },
        ["net.ipv4.tcp_early_retrans"] = (host, value) => host.Tcp = host.Tcp with { TailLossProbe = Number(value) >= 3 },
        ["net.mptcp.close_timeout"] = (host, value) => host.Mptcp = host.Mptcp with { CloseTimeout = Duration.FromSeconds(Number(value)) },
        ["net.ipv4.tcp_retries2"] = (host, value) => host.Tcp = host.Tcp with { Retries = Number(value) },
        ["net.ipv4.tcp_keepalive_time"] = (host, value) => host.KeepAlive = host.KeepAlive with { Idle = Duration.FromSeconds(Number(value)) },
        ["net.ipv4.tcp_keepalive_intvl"] = (host, value) => host.KeepAlive = host.KeepAlive with { Interval = Duration.FromSeconds(Number(value)) },
        ["net.ipv4.tcp_keepalive_probes"] = (host, value) => host.KeepAlive = host.KeepAlive with { Probes = Number(value) },
        ["net.ipv4.tcp_rto_max_ms"] = (host, value) => host.Tcp = host.Tcp with { MaximumRto = Duration.FromMilliseconds(Number(value)) },
        ["net.ipv4.tcp_slow_start_after_idle"] = (host, value) => host.Tcp = host.Tcp with { SlowStartAfterIdle = Number(value) != 0 },
        ["net.ipv4.tcp_congestion_control"] = (host, value) => host.Congestion = value,
        ["net.mptcp.allow_join_initial_addr_port"] = (host, value) => host.Mptcp = host.Mptcp with { JoinsToInitialAddress = Number(value) != 0 },
        ["net.mptcp.add_addr_timeout"] = (host, value) => host.Mptcp = host.Mptcp with { AddAddressTimeout = Duration.FromSeconds(Number(value)) },
        ["net.mptcp.blackhole_timeout"] = (host, value) => host.Mptcp = host.Mptcp with { BlackholeTimeout = Duration.FromSeconds(Number(value)) },
        ["net.mptcp.syn_retrans_before_tcp_fallback"] = (host, value) => host.Mptcp = host.Mptcp with { SynRepeatsBeforeFallback = Number(value) },
        ["net.mptcp.checksum_enabled"] = (host, value) => host.Mptcp = host.Mptcp with { Checksum = Number(value) != 0 },
        ["net.ipv4.tcp_min_tso_segs"] = (host, value) => host.LeastBurst = Number(value),
        ["net.ipv4.tcp_tw_reuse"] = (host, value) => host.ReusesTimeWait = Number(value) == 1,
        ["net.ipv4.tcp_tw_reuse_delay"] = (host, value) => host.ReuseAfter = Duration.FromMilliseconds(Number(value)),
        ["net.ipv4.tcp_fastopen"] = (host, value) => host.FastOpen.Bits = Number(value),
        ["net.ipv4.tcp_fastopen_key"] = (host, value) => host.FastOpen.Keys = FastOpenConfiguration.ReadKeys(value),
        ["net.ipv4.tcp_fastopen_blackhole_timeout_sec"] = (host, value) => host.FastOpen.BlackholeTimeout = Duration.FromSeconds(Number(value)),
        ["net.mptcp.enabled"] = (host, value) => host.MptcpEnabled = Number(value) != 0,
    };

    /// <summary>Settings whose value the host does not ask for, because it always behaves as with these.</summary>
    private static readonly Dictionary<string, string[]> Fixed = new()
    {
        ["net.ipv4.tcp_frto"] = ["0", "2"],
        ["net.ipv4.tcp_dsack"] = ["1"],
        ["net.ipv4.tcp_fack"] = ["0"],
        ["net.ipv4.tcp_reordering"] = ["3"],
        ["net.ipv4.tcp_recovery"] = ["1"],
        ["net.ipv4.tcp_syncookies"] = ["0", "1"],
        ["net.ipv4.tcp_migrate_req"] = ["1"],
        ["net.ipv4.tcp_fin_timeout"] = ["60"],
        ["net.ipv4.ip_forward"] = ["0", "1"],
        ["net.mptcp.pm_type"] = ["0"],
        ["net.mptcp.scheduler"] = ["default"],
    };

    /// <summary>Settings without meaning here: there is no segmentation offload, no queue below the stack, no cache of metrics, and one processor.</summary>
    private static readonly HashSet<string> Meaningless =
    [
        "net.ipv4.tcp_tso_win_divisor", "net.ipv4.tcp_tso_rtt_log", "net.ipv4.tcp_limit_output_bytes", "net.ipv4.tcp_autocorking",
        "net.ipv4.tcp_pacing_ss_ratio", "net.ipv4.tcp_pacing_ca_ratio", "net.ipv4.tcp_no_metrics_save", "net.ipv4.tcp_notsent_lowat", "net.ipv4.tcp_low_latency",
        "net.ipv4.tcp_min_rtt_wlen", "net.ipv4.tcp_fastopen_blackhole_detect_timeout_sec", "net.ipv4.tcp_fastopen_cookies",
        "net.ipv4.tcp_comp_sack_nr", "net.ipv4.tcp_comp_sack_delay_ns", "net.ipv4.tcp_comp_sack_slack_ns", "net.ipv4.tcp_challenge_ack_limit",
        "net.core.optmem_max", "net.core.rmem_max", "net.core.wmem_max", "net.core.rmem_default", "net.core.wmem_default", "net.core.somaxconn", "net.core.default_qdisc",
    ];

    /// <summary>Sets one value.</summary>
    /// <exception cref="UnsupportedException">The setting, or that value of it, does not exist here.</exception>
    public static void Set(HostConfiguration host, string name, string value)
    {
        if (Setters.TryGetValue(name, out var set))
        {
            set(host, value);
            return;
        }

        if (Meaningless.Contains(name) || (Fixed.TryGetValue(name, out var accepted) && accepted.Contains(value)))
        {
            return;
        }

        var nearest = Fixed.ContainsKey(name) ? null : NearestName.Find(name, [.. Setters.Keys, .. Fixed.Keys, .. Meaningless]);
        throw new UnsupportedException($"the kernel setting {name}={value}{(nearest is null ? "" : $" (did you mean {nearest}?)")}");
    }

    /// <summary>The settings that packetdrill's <c>defaults.sh</c> makes.</summary>
    public static void SetDefaults(HostConfiguration host)
    {
        host.Tcp = TcpSettings.Default with { Mtu = host.Tcp.Mtu, SlowStartAfterIdle = false, SynRetries = 5, SynLinearTimeouts = 4, ReceiveMemory = host.Tcp.ReceiveMemory };
        host.Mptcp = MptcpSettings.Default with { LongDataAck = false, DataAckFollowsPeer = true, Scheduler = static () => new LinuxScheduler(), StaleLossCount = 4 };
        host.Congestion = "cubic";
        host.MptcpEnabled = true;
        (host.MtuProbing, host.BaseSegment) = (0, 1024);
        host.FastOpen.SetDefaults();
        Set(host, "net.ipv4.tcp_rmem", "4096 540000 15728640");
        Set(host, "net.ipv4.tcp_wmem", "4096 262144 4194304");
    }

    private static int Number(string value)
    {
        var isHexadecimal = value.StartsWith("0x", StringComparison.Ordinal);
        return int.TryParse(isHexadecimal ? value[2..] : value, isHexadecimal ? NumberStyles.AllowHexSpecifier : NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new UnsupportedException($"the value '{value}' of a kernel setting");
    }

    /// <summary>1 asks for ECN and accepts it, 2 only accepts it; more is Accurate ECN.</summary>
    private static void SetEcn(HostConfiguration host, string value)
    {
        if (value is not ("0" or "1" or "2"))
        {
            throw new UnsupportedException($"the kernel setting net.ipv4.tcp_ecn={value}");
        }

        host.Tcp = host.Tcp with { Ecn = value == "1" };
        host.AcceptsEcn = value != "0";
    }

    /// <summary>The buffer's middle value is what a connection begins with, half of which is announced; the last is its limit.</summary>
    private static void SetReceiveBuffer(HostConfiguration host, string value)
    {
        var (initial, limit) = Sizes(value);
        var memory = host.Tcp.ReceiveMemory ?? new ReceiveMemorySettings(initial, limit, IsFixed: false, MayShrink: false, MergedSegment: 0);
        host.Tcp = host.Tcp with { InitialReceiveWindow = Math.Min(initial / 2, 65535), ReceiveBufferLimit = limit, ReceiveMemory = memory with { Initial = initial, Limit = limit } };
    }

    private static void SetSendBuffer(HostConfiguration host, string value)
    {
        var (initial, limit) = Sizes(value);
        host.SendBuffer = initial;
        host.Tcp = host.Tcp with { SendBufferLimit = limit };
    }

    private static (int Initial, int Limit) Sizes(string value)
    {
        var parts = value.Split((char[])[' ', '\t', ','], StringSplitOptions.RemoveEmptyEntries);
        return parts.Length == 3 ? (Number(parts[1]), Number(parts[2])) : throw new UnsupportedException($"the sizes '{value}'");
    }
}
