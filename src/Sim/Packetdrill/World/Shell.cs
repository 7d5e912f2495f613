using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Packetdrill.Matching;

namespace Mpsim.Packetdrill.World;

/// <summary>
/// What shell lines do: known commands, and the scripts by which public suites set up hosts, become settings of the host. There is
/// no shell; a command that is not known is reported.
/// </summary>
internal sealed partial class Shell(DrillWorld world)
{
    /// <exception cref="UnsupportedException">A command is not known.</exception>
    public void Run(string commands)
    {
        commands = commands.Replace("\\\n", " ", StringComparison.Ordinal).Replace("\\`", "`", StringComparison.Ordinal);
        foreach (var line in Separator().Split(commands))
        {
            var command = Redirection().Replace(Comment().Replace(line, ""), "").Trim();
            if (command.Length > 0)
            {
                RunOne(command, Words(command));
            }
        }
    }

    private void RunOne(string command, List<string> words)
    {
        if (SocketStatistics.TryRun(command, world.Connections))
        {
            return;
        }

        var name = words[0][(words[0].LastIndexOf('/') + 1)..];
        switch (name)
        {
            case "defaults.sh":
                Sysctl.SetDefaults(world.Configuration);
                break;
            case "client.sh":
                world.Configuration.Endpoints.Clear();
                SetLimits(8, 8);
                break;
            case "server.sh":
                AddNeighbours(1, PathEndpointFlags.Signal);
                SetLimits(8, 8);
                break;
            case "multi-ep.sh":
                RunMultipleEndpoints(words);
                break;
            case "set_sysctls.py":
                SetSysctls(words.Skip(1));
                break;
            case "sysctl":
                SetSysctls(words.Skip(1).Where(word => !word.StartsWith('-')));
                break;
            case "ip" when words.Count > 1:
                words.RemoveAll(word => word is "-4" or "-6");
                RunIp(command, words);
                break;
            case "sleep" when words.Count == 2 && double.TryParse(words[1], NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds):
                world.RunUntil(world.Now + Duration.FromSeconds(seconds));
                break;
            case "echo" when EchoToSetting().Match(command) is { Success: true } setting:
                Sysctl.Set(world.Configuration, SettingName(setting.Groups[2].Value), setting.Groups[1].Value.Trim('"', '\''));
                break;
            case "test" when CounterTest().Match(command) is { Success: true } test:
                CheckCounter(command, test.Groups[1].Value, test.Groups[2].Value, long.Parse(test.Groups[3].Value, CultureInfo.InvariantCulture));
                break;
            case "nstat" when words is [_, "-n"]:
                world.Counters.Rebase();
                break;
            case "rm":
                foreach (var path in words.Skip(1))
                {
                    world.Files.Remove(path);
                }

                break;
            case "dd":
                MakeFile(command, words);
                break;
            case "grep" when ListeningPort().Match(command) is { Success: true } port:
                if (!world.IsListening(ushort.Parse(port.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)))
                {
                    throw new RunException($"no socket listens to port 0x{port.Groups[1].Value}");
                }

                break;
            case "echo" when HystartDetection().Match(command) is { Success: true } hystart:
                if (hystart.Groups[1].Value != "3")
                {
                    throw new UnsupportedException($"the shell command '{command}'");
                }

                break;
            case "tc" when NoRoom().IsMatch(command):
                throw new UnsupportedException("a queue of the host that takes nothing");
            case "tc" when Discipline().Match(command) is { Success: true } discipline:
                // The discipline fq paces what the stack hands to it; the wire has no other queue.
                world.Configuration.Tcp = world.Configuration.Tcp with { Pacing = discipline.Groups[1].Value == "fq" };
                break;
            case "nstat" when IcmpCounter().IsMatch(command):
                if (world.Counters.OutOfWindowIcmps == 0)
                {
                    throw new RunException("the counter TcpExtOutOfWindowIcmps is 0");
                }

                break;
            case "nstat" when TcpCounter().Match(command) is { Success: true } counter:
                CheckTcpCounter(counter.Groups[1].Value, long.Parse(counter.Groups[2].Value, CultureInfo.InvariantCulture));
                break;
            case "ethtool" when Offload().IsMatch(command):
            case "tc" or "true" or ":" or "set" or "exit":
            case "nstat" when (words.Count <= 2 || words is [_, ">", "/dev/null"]) && !command.Contains('|', StringComparison.Ordinal):
            case var _ when name.StartsWith("sysctl_restore_", StringComparison.Ordinal):
                // The wire has no queue, there is no segmentation offload, and the host's settings end with the script.
                break;
            default:
                throw new UnsupportedException($"the shell command '{command}'");
        }
    }

    /// <summary><c>nstat | grep TcpExtNAME | grep -q " 3 "</c></summary>
    private void CheckTcpCounter(string name, long number)
    {
        var counter = MibCounters.OfTcp(name, world.Connections) ?? throw new UnsupportedException($"the counter {name}");
        if (counter != number)
        {
            throw new RunException($"the counter {name} is {counter}, not {number}");
        }
    }

    /// <summary><c>dd bs=1 count=5 if=/dev/zero of=PATH</c></summary>
    private void MakeFile(string command, List<string> words)
    {
        var values = words.Skip(1).Select(word => word.Split('=', 2)).Where(parts => parts.Length == 2).ToDictionary(parts => parts[0], parts => parts[1]);
        if (values.GetValueOrDefault("if") != "/dev/zero" || !values.TryGetValue("of", out var path)
            || !long.TryParse(values.GetValueOrDefault("bs", "512"), out var size) || !long.TryParse(values.GetValueOrDefault("count"), out var count))
        {
            throw new UnsupportedException($"the shell command '{command}'");
        }

        world.Files[path] = size * count;
    }

    /// <summary><c>test $(nstat … '.kernel.NAME') -eq 1</c></summary>
    private void CheckCounter(string command, string name, string comparison, long number)
    {
        var counter = world.Counters.Find(name, AbsoluteCounter().IsMatch(command)) ?? throw new UnsupportedException($"the counter {name}");
        var holds = comparison switch { "eq" => counter == number, "ne" => counter != number, "ge" => counter >= number, "gt" => counter > number, "le" => counter <= number, _ => counter < number };
        if (!holds)
        {
            throw new RunException($"the counter {name} is {counter}: -{comparison} {number} does not hold");
        }
    }

    private void SetSysctls(IEnumerable<string> assignments)
    {
        foreach (var assignment in assignments)
        {
            var equals = assignment.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
            {
                throw new UnsupportedException($"the kernel setting '{assignment}' without a value");
            }

            Sysctl.Set(world.Configuration, SettingName(assignment[..equals]), Arithmetic(assignment[(equals + 1)..]));
        }
    }

    /// <summary>A path below /proc/sys names the same as its parts with dots.</summary>
    private static string SettingName(string text)
    {
        const string Root = "/proc/sys/";
        return (text.StartsWith(Root, StringComparison.Ordinal) ? text[Root.Length..] : text).Replace('/', '.');
    }

    /// <summary>Products in $((…)).</summary>
    private static string Arithmetic(string text) => Product().Replace(text, match =>
        match.Groups[1].Value.Split('*').Select(factor => long.Parse(factor.Trim(), CultureInfo.InvariantCulture)).Aggregate(1L, (a, b) => a * b).ToString(CultureInfo.InvariantCulture));

    private void RunIp(string command, List<string> words)
    {
        switch (words[1])
        {
            case "tcp_metrics":
                world.Host.FastOpenCache.Clear();
                break;
            case "link" when Offload().IsMatch(command):
                break;
            case "addr" or "address" or "a" when words.Count > 3 && words[2] is "add" or "a":
                world.AddAddress(ParseAddress(words[3]));
                break;
            case "route" when RouteSetting.TryRead(words, world.Addresses) is { } route:
                route.Apply(world);
                break;
            case "mptcp" when words.Count > 3:
                RunIpMptcp(command, words);
                break;
            default:
                throw new UnsupportedException($"the shell command '{command}'");
        }
    }

    private void RunIpMptcp(string command, List<string> words)
    {
        switch (words[2], words[3])
        {
            case ("endpoint", "flush"):
                foreach (var endpoint in world.Configuration.Endpoints.ToArray())
                {
                    Remove(endpoint);
                }

                break;
            case ("endpoint", "add") when words.Count > 4:
                AddEndpoint(words);
                break;
            case ("endpoint", "del" or "delete") when words.Count > 5 && words[4] == "id":
                var id = ParseByte(words[5]);
                Remove(world.Configuration.Endpoints.Find(known => known.Id == id) ?? throw new RunException($"there is no endpoint with id {id}"));
                break;
            case ("limits", "set"):
                for (var i = 4; i + 1 < words.Count; i += 2)
                {
                    SetLimits(words[i] == "subflows" ? ParseByte(words[i + 1]) : null, words[i] == "add_addr_accepted" ? ParseByte(words[i + 1]) : null);
                }

                break;
            default:
                throw new UnsupportedException($"the shell command '{command}'");
        }
    }

    private void SetLimits(byte? subflows, byte? accepted)
    {
        world.Configuration.SubflowLimit = subflows ?? world.Configuration.SubflowLimit;
        world.Configuration.AddAddrAccepted = accepted ?? world.Configuration.AddAddrAccepted;
    }

    private void Remove(PathEndpoint endpoint)
    {
        world.Configuration.Endpoints.Remove(endpoint);
        world.RemoveEndpoint(endpoint);
    }

    /// <summary>The identifier is the lowest that is free, when none is given (Linux: mptcp_pm_nl_append_new_local_addr).</summary>
    private void AddEndpoint(List<string> words)
    {
        var address = ParseAddress(words[4]);
        byte? id = null;
        ushort? port = null;
        var flags = PathEndpointFlags.None;
        for (var i = 5; i < words.Count; i++)
        {
            switch (words[i])
            {
                case "id":
                    id = ParseByte(words[++i]);
                    break;
                case "dev":
                    i++;
                    break;
                case "port":
                    port = ushort.TryParse(words[++i], CultureInfo.InvariantCulture, out var number) ? number : throw new UnsupportedException($"the port '{words[i]}'");
                    break;
                default:
                    flags |= words[i] switch
                    {
                        "signal" => PathEndpointFlags.Signal,
                        "subflow" => PathEndpointFlags.Subflow,
                        "backup" => PathEndpointFlags.Backup,
                        "fullmesh" => PathEndpointFlags.Fullmesh,
                        _ => throw new UnsupportedException($"'{words[i]}' of an MPTCP endpoint"),
                    };
                    break;
            }
        }

        AddEndpoint(address, id, flags, port);
    }

    private void AddEndpoint(IpAddress address, byte? id, PathEndpointFlags flags, ushort? port = null)
    {
        byte free = 1;
        while (world.Configuration.Endpoints.Exists(known => known.Id == free))
        {
            free++;
        }

        world.AddAddress(address);
        world.Configuration.Endpoints.Add(new PathEndpoint(id ?? free, address, flags, port));
    }

    /// <summary>Endpoints on the addresses that follow the host's own.</summary>
    private void AddNeighbours(int count, PathEndpointFlags flags)
    {
        world.Configuration.Endpoints.Clear();
        for (var i = 1; i <= count; i++)
        {
            AddEndpoint(DrillAddresses.Following(world.Addresses.Local, (uint)i), null, flags);
        }
    }

    /// <summary><c>multi-ep.sh [-e COUNT] [-m signal|subflow]… [-b]</c>: one endpoint that is announced, unless said otherwise.</summary>
    private void RunMultipleEndpoints(List<string> words)
    {
        var count = 1;
        var flags = PathEndpointFlags.None;
        for (var i = 1; i < words.Count; i++)
        {
            switch (words[i])
            {
                case "-e" when i + 1 < words.Count:
                    count = ParseByte(words[++i]);
                    break;
                case "-m" when i + 1 < words.Count:
                    flags |= words[++i] == "subflow" ? PathEndpointFlags.Subflow : PathEndpointFlags.Signal;
                    break;
                case "-b":
                    flags |= PathEndpointFlags.Backup;
                    break;
                default:
                    throw new UnsupportedException($"'{words[i]}' of multi-ep.sh");
            }
        }

        if ((flags & (PathEndpointFlags.Signal | PathEndpointFlags.Subflow)) == 0)
        {
            flags |= PathEndpointFlags.Signal;
        }

        AddNeighbours(count, flags);
        SetLimits(8, 8);
    }

    private static IpAddress ParseAddress(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return IpAddress.TryParse(slash < 0 ? text : text[..slash], out var address) ? address : throw new UnsupportedException($"the address '{text}'");
    }

    private static byte ParseByte(string text) =>
        byte.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : throw new UnsupportedException($"the number '{text}'");

    /// <summary>Words of a command, quotes taken off.</summary>
    private static List<string> Words(string command)
    {
        List<string> words = [];
        var word = new StringBuilder();
        var quote = '\0';
        var hasWord = false;
        foreach (var c in command)
        {
            if (quote == '\0' ? c is '"' or '\'' : c == quote)
            {
                quote = quote == '\0' ? c : '\0';
                hasWord = true;
            }
            else if (quote == '\0' && char.IsWhiteSpace(c))
            {
                if (hasWord)
                {
                    words.Add(word.ToString());
                }

                word.Clear();
                hasWord = false;
            }
            else
            {
                word.Append(c);
                hasWord = true;
            }
        }

        if (hasWord)
        {
            words.Add(word.ToString());
        }

        return words;
    }

    [GeneratedRegex(@"\bnstat\b.*?(\w+Ext\w+).*\)\s+-(eq|ne|ge|gt|le|lt)\s+(\d+)")]
    private static partial Regex CounterTest();

    [GeneratedRegex(@"^nstat(?:\s+-s)?\s*\|\s*grep\s+(TcpExt\w+)\s*\|\s*grep\s+-q\s+""\s+(\d+)\s+""$")]
    private static partial Regex TcpCounter();

    [GeneratedRegex(@"^nstat\s*\|\s*grep\s+TcpExtOutOfWindowIcmps(\s*>\s*/dev/null)?$")]
    private static partial Regex IcmpCounter();

    [GeneratedRegex(@"^tc\s+qdisc\s.*\blimit\s+0\b")]
    private static partial Regex NoRoom();

    [GeneratedRegex(@"^tc\s+qdisc\s+(?:add|replace|change)\s+dev\s+\S+\s+root\s+(\w+)")]
    private static partial Regex Discipline();

    [GeneratedRegex(@"^grep\s+"" 0A ""\s+/proc/net/tcp6?(?:\s+/proc/net/tcp6?)?\s*\|\s*grep\s+"":([0-9A-F]{4})""$")]
    private static partial Regex ListeningPort();

    [GeneratedRegex(@"^echo\s+(\d+)\s*>\s*/sys/module/tcp_cubic/parameters/hystart_detect$")]
    private static partial Regex HystartDetection();

    [GeneratedRegex(@"\bnstat\s+-\w*a")]
    private static partial Regex AbsoluteCounter();

    /// <summary>Segmentation offload is switched off, or limited to one segment, as it is here.</summary>
    [GeneratedRegex(@"^(\S*ethtool\s+-K\s+\S+(\s+(tso|gso|gro|lro|tx|rx|sg)\s+off)+|ip link set (dev )?\w+ gso_max_segs 1)$")]
    private static partial Regex Offload();

    [GeneratedRegex(@"\n|;|&&|\|\|")]
    private static partial Regex Separator();

    [GeneratedRegex(@"(?<![\w$])#.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    [GeneratedRegex(@"&?\d?>>?\s*(/dev/null|&\d)")]
    private static partial Regex Redirection();

    [GeneratedRegex(@"\$\(\(([0-9*\s]+)\)\)")]
    private static partial Regex Product();

    [GeneratedRegex(@"^echo\s+(.*?)\s*>\s*(/proc/sys/\S+)$")]
    private static partial Regex EchoToSetting();
}
