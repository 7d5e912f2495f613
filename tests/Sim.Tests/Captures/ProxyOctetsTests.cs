using Mpsim.Captures;
using Mpsim.Models.Units;
using Mpsim.Scenarios;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>What a proxy leaves of packets, octet by octet, from the captures of its gateway in a shipped scenario: requirements (a), m3, m4 and m6 of draft-deng-mptcp-proxy-01.</summary>
public sealed class ProxyOctetsTests : IClassFixture<ProxyOctetsTests.Transparent>
{
    private const byte Mptcp = 30;
    private const byte Authentication = 29;

    private static readonly string[] Accesses = ["lte", "wlan"];

    private readonly CapturedRun _run;

    public ProxyOctetsTests(Transparent scenario) => _run = scenario.Run;

    [Theory]
    [InlineData("transparent to M-Server", 1_000)]
    [InlineData("transparent from N-UE", 500)]
    [InlineData("forward to N-Server", 500)]
    [InlineData("no option space", 500)]
    [InlineData("TCP-AO", 500)]
    [InlineData("TCP-AO forwarded", 500)]
    public void Packets_of_an_intact_session_are_the_same_octets_on_both_sides(string variant, int least)
    {
        var up = Seen(variant, Accesses, CaptureDirection.Inbound);
        var down = Seen(variant, ["core"], CaptureDirection.Inbound);

        Assert.True(up.Length + down.Length > least, $"{up.Length} and {down.Length} packets");
        Assert.Equal(up.Select(Forwarded), Seen(variant, ["core"], CaptureDirection.Outbound).Select(Forwarded));
        Assert.Equal(down.Select(Forwarded), Seen(variant, Accesses, CaptureDirection.Outbound).Select(Forwarded));
    }

    [Theory]
    [InlineData("take-over to N-Server")]
    [InlineData("take-over to M-Server")]
    public void Nothing_of_mptcp_is_on_the_server_side_of_a_proxy_that_takes_over(string variant)
    {
        Assert.DoesNotContain(OnCore(variant), packet => OptionsOf(packet).Contains(Mptcp));
        Assert.Contains(Seen(variant, Accesses, CaptureDirection.Inbound), packet => OptionsOf(packet).Contains(Mptcp));
    }

    [Fact]
    public void Syn_is_all_that_an_n_server_sees_of_mptcp_through_a_transparent_proxy() =>
        Assert.Single(OnCore("transparent to N-Server"), packet => OptionsOf(packet).Contains(Mptcp));

    /// <summary>RFC 5925 section 7: all segments of a connection are signed, and a proxy that had stood between could not have signed its own.</summary>
    [Theory]
    [InlineData("TCP-AO")]
    [InlineData("TCP-AO forwarded")]
    public void Every_segment_of_a_session_under_tcp_ao_is_signed_on_both_sides(string variant)
    {
        Assert.All(OnCore(variant), packet => Assert.Contains(Authentication, OptionsOf(packet)));
        Assert.All(Packets(variant), packet => Assert.Contains(Authentication, OptionsOf(packet)));
    }

    /// <summary>A router lowers the time to live, and with it the checksum of the IPv4 header (RFC 1812 section 5.3.1); everything else stays.</summary>
    private static string Forwarded(PcapngPacket packet)
    {
        const int TimeToLive = 8;
        const int Checksum = 10;
        var octets = packet.Octets.ToArray();
        octets[TimeToLive] = octets[Checksum] = octets[Checksum + 1] = 0;
        return Convert.ToHexString(octets);
    }

    /// <summary>The kinds of the TCP options of an IPv4 packet.</summary>
    private static HashSet<byte> OptionsOf(PcapngPacket packet)
    {
        const byte EndOfList = 0;
        const byte NoOperation = 1;
        var kinds = new HashSet<byte>();
        var tcp = packet.Octets.AsSpan(4 * (packet.Octets[0] & 0xf));
        var options = tcp[20..(4 * (tcp[12] >> 4))];
        while (options.Length > 0 && options[0] != EndOfList)
        {
            kinds.Add(options[0]);
            options = options[(options[0] == NoOperation ? 1 : options[1])..];
        }

        return kinds;
    }

    private PcapngPacket[] Seen(string variant, string[] links, CaptureDirection direction) =>
        [.. Packets(variant).Where(packet => links.Contains(packet.Interface) && packet.Direction == direction)];

    private IEnumerable<PcapngPacket> OnCore(string variant) => Packets(variant).Where(packet => packet.Interface == "core");

    private IReadOnlyList<PcapngPacket> Packets(string variant) => _run.Read(variant, "gateway").Packets;

    /// <summary>The first second of the scenario, captured once for all tests.</summary>
    public sealed class Transparent : IDisposable
    {
        internal CapturedRun Run { get; } = new(
            ScenarioReader.Read(Repository.PathTo("scenarios", "transparent.yaml"), [], PluginNames.BuiltIn).Plan!, Duration.FromSeconds(1));

        public void Dispose() => Run.Dispose();
    }
}
