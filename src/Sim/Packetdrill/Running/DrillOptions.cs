using System.Globalization;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Packetdrill.Matching;
using Mpsim.Packetdrill.Syntax;

namespace Mpsim.Packetdrill.Running;

/// <summary>What the <c>--option</c> lines of a script ask for.</summary>
internal sealed record DrillOptions
{
    /// <summary>Options that concern how packetdrill itself runs, and mean nothing where time is virtual.</summary>
    private static readonly string[] Ignored =
    [
        "verbose", "V", "dry_run", "non_fatal", "speed", "send_omit_free", "gateway_ip", "netmask_ip", "code_command", "code_format", "code_sockopt",
        "init_scripts", "debug", "persistent_tun_dev", "no_cleanup", "use_expect", "strict_segments", "tcp_ts_ecr_scaled", "define", "D", "fuzz_options", "udp_encaps", "wire_protocol",
    ];

    private static readonly string[] Known =
    [
        "tolerance_usecs", "tolerance_percent", "local_ip", "remote_ip", "bind_port", "connect_port", "ip_version", "mtu", "mss", "tcp_ts_tick_usecs", .. Ignored,
    ];

    public Duration Tolerance { get; init; } = Duration.FromMilliseconds(4);

    public double TolerancePercent { get; init; } = 1;

    public DrillAddresses Addresses { get; init; } = new();

    public int? Mtu { get; init; }

    /// <summary>Octets of the segments that the host takes injected packets to be merged of; 0 where each is one segment.</summary>
    public int MergedSegment { get; init; }

    /// <summary>Nanoseconds of a tick of the script's timestamps, or null to leave them unchecked.</summary>
    public long? TimestampTick { get; init; }

    /// <summary>What packetdrill's runner gives scripts that run over IPv6.</summary>
    public static DrillOptions IPv6 => new() { Addresses = new DrillAddresses().OfIPv6(), Mtu = 1520 };

    /// <param name="script">The script.</param>
    /// <param name="options">What holds unless the script says otherwise.</param>
    /// <exception cref="ScriptException">An option is not known, or its value cannot be read.</exception>
    public static DrillOptions Read(Script script, DrillOptions options)
    {
        foreach (var option in script.Options)
        {
            options = options.With(option);
        }

        return options;
    }

    private DrillOptions With(ScriptOption option) => option.Name switch
    {
        "tolerance_usecs" => this with { Tolerance = Duration.FromMicroseconds(Number(option)) },
        "tolerance_percent" => this with { TolerancePercent = double.TryParse(option.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var percent) ? percent : throw Unreadable(option) },
        "local_ip" => this with { Addresses = Addresses with { Local = Address(option) } },
        "remote_ip" => this with { Addresses = Addresses with { Remote = Address(option) } },
        "bind_port" => this with { Addresses = Addresses with { BindPort = (ushort)Number(option) } },
        "connect_port" => this with { Addresses = Addresses with { ConnectPort = (ushort)Number(option) } },
        "ip_version" => option.Value switch
        {
            "ipv4" or "ipv4-mapped-ipv6" or "ipv4_mapped_ipv6" => this,
            "ipv6" => this with { Addresses = Addresses.OfIPv6(), Mtu = Mtu ?? IPv6.Mtu },
            _ => throw Unreadable(option),
        },
        "mtu" => this with { Mtu = (int)Number(option) },
        "mss" => this with { MergedSegment = (int)Number(option) },
        "tcp_ts_tick_usecs" => this with { TimestampTick = Number(option) > 0 ? Number(option) * 1000 : null },
        _ when Ignored.Contains(option.Name) => this,
        _ => throw ScriptException.Unknown(new Token(TokenKind.Option, option.Name, option.Position), "option", Known),
    };

    private static long Number(ScriptOption option) =>
        long.TryParse(option.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw Unreadable(option);

    private static IpAddress Address(ScriptOption option) =>
        option.Value is { } text && IpAddress.TryParse(text, out var address) ? address : throw Unreadable(option);

    private static ScriptException Unreadable(ScriptOption option) =>
        new(option.Position, $"the value '{option.Value}' of --{option.Name} cannot be read");
}
