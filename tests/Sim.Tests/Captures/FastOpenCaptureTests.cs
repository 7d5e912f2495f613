using Mpsim.Models.Units;
using Mpsim.Models.Wire.Tcp;
using Mpsim.Scenarios;
using Mpsim.Sim.Tests.Scenarios;

namespace Mpsim.Sim.Tests.Captures;

/// <summary>TCP Fast Open (RFC 7413) as another implementation reads it: the request, the cookie, and data in the SYN.</summary>
public sealed class FastOpenCaptureTests
{
    private static readonly string[] Fields =
    [
        "tcp.flags.syn", "tcp.flags.ack", "tcp.len", "tcp.option_kind", "tcp.options.tfo.request", "tcp.options.tfo.cookie", "tcp.seq", "tcp.ack", "tcp.analysis.tfo_syn",
        "tcp.analysis.tfo_ack", "tcp.options.mptcp.subtype", "tcp.checksum.status", "tcp.stream",
    ];

    [Fact]
    public void Cookie_is_asked_for_given_and_shown_with_the_request_in_the_syn()
    {
        var handshakes = Handshakes("cookies", Duration.FromSeconds(3.5), out var captured);
        Assert.Equal(4, handshakes.Length);

        // The first connection asks for a cookie by an empty option of kind 34, and its SYN has no data.
        var (syn, answer) = handshakes[0];
        Assert.Contains("34", syn["tcp.option_kind"].Split(Tshark.Between));
        Assert.NotEmpty(syn["tcp.options.tfo.request"]);
        Assert.Equal(("", "0"), (syn["tcp.options.tfo.cookie"], syn["tcp.len"]));
        var cookie = answer["tcp.options.tfo.cookie"];
        Assert.InRange(cookie.Length / 2, 4, 16);
        Assert.Contains(captured, each => each.Segment.Options?.FastOpen is { } option && Convert.ToHexStringLower(option.Cookie) == cookie);

        // Those that follow show it, and the whole request of 400 octets is in the SYN and is acknowledged with it.
        Assert.All(handshakes[1..], each =>
        {
            Assert.Contains("34", each.Syn["tcp.option_kind"].Split(Tshark.Between));
            Assert.Equal((cookie, "", "400"), (each.Syn["tcp.options.tfo.cookie"], each.Syn["tcp.options.tfo.request"], each.Syn["tcp.len"]));
            Assert.Equal("1", each.Syn["tcp.checksum.status"]);
            Assert.Equal((uint)(each.Syn.Number("tcp.seq") + 401), each.Answer.Number("tcp.ack"));
            Assert.NotEmpty(each.Syn["tcp.analysis.tfo_syn"]);
            Assert.NotEmpty(each.Answer["tcp.analysis.tfo_ack"]);

            // MP_CAPABLE, beside data and cookie.
            Assert.Equal("0", each.Syn["tcp.options.mptcp.subtype"]);
        });
    }

    [Fact]
    public void Without_cookies_every_syn_has_data_and_none_an_option()
    {
        var handshakes = Handshakes("no cookies", Duration.FromSeconds(2.5), out _);
        Assert.Equal(3, handshakes.Length);
        Assert.All(handshakes, each =>
        {
            Assert.Equal("400", each.Syn["tcp.len"]);
            Assert.DoesNotContain("34", each.Syn["tcp.option_kind"].Split(Tshark.Between));
            Assert.Equal((uint)(each.Syn.Number("tcp.seq") + 401), each.Answer.Number("tcp.ack"));
        });
    }

    [Fact]
    public void Without_fast_open_no_syn_has_data_or_the_option()
    {
        var handshakes = Handshakes("no fast open", Duration.FromSeconds(2.5), out _);
        Assert.Equal(3, handshakes.Length);
        Assert.All(handshakes, each => Assert.Equal(("0", "", ""), (each.Syn["tcp.len"], each.Syn["tcp.options.tfo.request"], each.Answer["tcp.options.tfo.cookie"])));
    }

    /// <summary>SYN and answer of each connection of the shipped scenario, as the phone sees them.</summary>
    private static (Row Syn, Row Answer)[] Handshakes(string variant, Duration duration, out Mpsim.Models.Wire.Packet[] captured)
    {
        Tshark.IsNeeded();
        var plan = ScenarioReader.Read(Repository.PathTo("scenarios", "fast-open.yaml"), [], PluginNames.BuiltIn).Plan!;
        using var run = new CapturedRun(plan with { Variants = [.. plan.Variants.Where(each => each.Name == variant)] }, duration);
        captured = [.. run.Read(variant, "phone").Packets.Select(CapturedRun.Decode).Where(packet => packet.Segment.Has(TcpFlags.Syn))];
        var syns = Tshark.Fields(run.FileOf(variant, "phone"), Fields).Select(row => new Row(row)).Where(row => row["tcp.flags.syn"] is "1" or "True").ToArray();
        Assert.Equal(captured.Length, syns.Length);
        return [.. syns.GroupBy(row => row["tcp.stream"]).Select(each => (each.Single(row => row["tcp.flags.ack"] is "0" or "False"), each.Single(row => row["tcp.flags.ack"] is "1" or "True")))];
    }

    private sealed class Row(string[] values)
    {
        public string this[string field] => values[Array.IndexOf(Fields, field)];

        public ulong Number(string field) => ulong.Parse(this[field], System.Globalization.CultureInfo.InvariantCulture);
    }
}
