using Mpsim.Scenarios;

namespace Mpsim.Sim.Tests.Scenarios;

public class MalformedScenarioTests
{
    /// <summary>What to replace in the sample, and the error that must come of it: line, key, a part of the message, the nearest name.</summary>
    public static TheoryData<string, string, int, string, string, string?> Mistakes => new()
    {
        { "duration: 20 s", "duration: 20", 2, "duration", "has no unit", "20 s" },
        { "duration: 20 s", "durration: 20 s", 2, "durration", "unknown key", "duration" },
        { "duration: 20 s", "duration: 0 s", 2, "duration", "not within", null },
        { "duration: 20 s", "duration: 20 s\nruns: 100000", 3, "runs", "not a whole number from 1 to 10000", null },
        { "duration: 20 s", "duration: 20 s\nseed: -1", 3, "seed", "not a seed", null },
        { "duration: 20 s", "duration: 20 s\nduration: 30 s", 3, "duration", "given twice; the first is in line 2", null },
        { "duration: 20 s", "duration: { a: b }", 2, "duration", "a mapping stands where a single value belongs", null },
        { "duration: 20 s", "duration:", 2, "duration", "has no value", null },
        { "duration: 20 s", "duration: 20 s\ntolerances: { godput: 1 % }", 3, "tolerances.godput", "no metric", "goodput" },
        { "kind: ue,", "kind: eu,", 4, "nodes.phone.kind", "no kind of node 'eu'", "ue" },
        { "mptcp: true", "mptcp: yes", 4, "nodes.phone.mptcp", "neither true nor false", "true" },
        { "kind: ue, mptcp", "kind: ue, profile: linux-6.8, mptcp", 4, "nodes.phone.profile", "no profile", "linux-6.18" },
        { "mptcp: true", "mptcp: { scheduler: linus }", 4, "nodes.phone.mptcp.scheduler", "no scheduler", "linux" },
        { "mptcp: true", "mptcp: { priority: [lte, wlam] }", 4, "nodes.phone.mptcp.priority.1", "no link", "wlan" },
        { "mptcp: true", "mptcp: { scheduler: lowest_rtt }", 4, "nodes.phone.mptcp.scheduler", "no scheduler", "lowest-rtt" },
        { "mptcp: true", "mptcp: { weights: { lt: 1 } }", 4, "nodes.phone.mptcp.weights.lt", "no link of a UE 'lt'", "lte" },
        { "mptcp: true", "mptcp: { endpoints: [{ link: core }] }", 4, "nodes.phone.mptcp.endpoints.0.link", "no link of this node", null },
        { "mptcp: true", "mptcp: { endpoints: [{ link: lte, flags: [bakcup] }] }", 4, "nodes.phone.mptcp.endpoints.0.flags", "no flag", "backup" },
        { "mptcp: true", "tcp: { congestion_control: cubik }", 4, "nodes.phone.tcp.congestion_control", "no congestion control", "cubic" },
        { "mptcp: true", "tcp: { receive_buffer: 1 }", 4, "nodes.phone.tcp.receive_buffer", "has no unit", "1 KiB" },
        { "mptcp: true", "mode: take-over", 4, "nodes.phone.mode", "only a proxy has this key", null },
        { "mode: take-over", "mode: take-over, mss_clamp: 1200", 5, "nodes.gateway.mss_clamp", "has no unit", "1200 B" },
        { "mptcp: true", "mptcp: true, ip: [v4, v4]", 4, "nodes.phone.ip", "'v4' stands in the list twice", null },
        { "mode: take-over", "mode: hybrid", 5, "nodes.gateway.policy", "a hybrid proxy has no rules", null },
        { "mode: take-over", "mode: hybrid, policy: [{ action: tranparent }]", 5, "nodes.gateway.policy.0.action", "no action", "transparent" },
        { "mode: take-over", "mode: hybrid, policy: [{ subscribers: [fone], action: pass }]", 5, "nodes.gateway.policy.0.subscribers.0", "no UE or class 'fone'", "phone" },
        { "mode: take-over", "mode: hybrid, policy: [{ servers: [gateway], action: pass }]", 5, "nodes.gateway.policy.0.servers.0", "no host 'gateway'", null },
        { "mode: take-over", "mode: hybrid, policy: [{ flows: [downlod], action: pass }]", 5, "nodes.gateway.policy.0.flows.0", "no flow 'downlod'", "download" },
        { "mode: take-over", "mode: hybrid, policy: [{ server_prefix: 10.0.0.0/33, action: pass }]", 5, "nodes.gateway.policy.0.server_prefix", "is not a prefix", null },
        { "mode: take-over", "limits: [{ subscribers: [phone] }]", 5, "nodes.gateway.limits.0", "the limit limits nothing", null },
        { "mode: take-over", "limits: [{ subflow_per_session: 2, sessions_per_ue: 1 }]", 5, "nodes.gateway.limits.0.subflow_per_session", "unknown key", "subflows_per_session" },
        { "mode: take-over", "limits: [{ subscribers: [phon], sessions_per_ue: 1 }]", 5, "nodes.gateway.limits.0.subscribers.0", "no UE or class 'phon'", "phone" },
        { "mode: take-over", "limits: [{ sessions_per_ue: 1 }, { sessions_per_ue: 5 }]", 5, "nodes.gateway.limits.1", "no session gets as far as this limit", null },
        { "mode: take-over", "mode: hybrid, policy: [{ from: 3 s, until: 2 s, action: pass }]", 5, "nodes.gateway.policy.0.until", "would end before it begins", null },
        { "mode: take-over", "mode: hybrid, policy: [{ action: pass }, { ports: 80-80, action: take-over }]", 5, "nodes.gateway.policy.1", "no session gets as far", null },
        { "mode: take-over", "mode: take-over, policy: [{ action: pass }]", 5, "nodes.gateway.policy", "only a proxy in hybrid mode has this key", null },
        { "mode: take-over", "mode: takeover", 5, "nodes.gateway.mode", "no proxy mode", "take-over" },
        { "server: { kind: server }", "server: { kind: server }\n  cache: { kind: server }", 7, "nodes.cache", "no link ends at", null },
        { "server: { kind: server }", "server: { kind: server, addresses: { core: 10.0.0 } }", 6, "nodes.server.addresses.core", "not an address", null },
        { "server: { kind: server }", "server: { kind: server, addresses: { core: 127.0.0.1 } }", 6, "nodes.server.addresses.core", "is a loopback address", null },
        { "server: { kind: server }", "server: { kind: server, addresses: { core: 224.0.0.1 } }", 6, "nodes.server.addresses.core", "is a multicast address", null },
        { "server: { kind: server }", "server: { kind: server, addresses: { core: \"fe80::1\" } }", 6, "nodes.server.addresses.core", "is a link-local address", null },
        { "server: { kind: server }", "server: { kind: server, addresses: { core: 10.3.0.1 } }", 6, "nodes.server.addresses.core", "already that of gateway", null },
        { "server: { kind: server }", "server: { kind: server }\n  an.other: { kind: router }", 7, "nodes.an.other", "cannot be a name", null },
        { "[phone, gateway], access: lte", "[phone, gatewy], access: lte", 8, "links.lte.between", "no node 'gatewy'", "gateway" },
        { "[phone, gateway], access: lte", "[phone, phone], access: lte", 8, "links.lte.between", "both ends are 'phone'", null },
        { "[phone, gateway], access: lte", "[phone], access: lte", 8, "links.lte.between", "two ends, not 1", null },
        { "rate: 20 Mbit/s", "rate: 20 Mbps", 8, "links.lte.rate", "'Mbps' is not a unit", "20 Mbit/s" },
        { "rate: 20 Mbit/s", "rate: 0 Mbit/s", 8, "links.lte.rate", "not within", "state: down" },
        { "rate: 20 Mbit/s", "rate: { down: 20 Mbit/s }", 8, "links.lte.rate.up", "no value for 'up'", null },
        { "rate: 20 Mbit/s, ", "", 8, "links.lte.rate", "'rate' is missing", null },
        { "kind: ue, mptcp", "kind: ue, congestion_control: cubic, mptcp", 4, "nodes.phone.congestion_control", "unknown key", "nodes.phone.tcp.congestion_control" },
        { "mptcp: true", "mptcp: { congestion_control: cubic }", 4, "nodes.phone.mptcp.congestion_control", "unknown key", "nodes.phone.tcp.congestion_control" },
        { "kind: ue, mptcp", "kind: ue, seed: 3, mptcp", 4, "nodes.phone.seed", "unknown key", "seed at the top level" },
        { "kind: ue, mptcp", "kind: ue, rate: 3 Mbit/s, mptcp", 4, "nodes.phone.rate", "unknown key", "links.<name>.rate" },
        { "kind: ue, mptcp", "kind: ue, profile: linux, mptcp", 4, "nodes.phone.profile", "no profile", "linux-6.18" },
        { "rate: 20 Mbit/s", "rate: 20 MB/s", 8, "links.lte.rate", "'MB/s' counts bytes, and a rate counts bits", "160 Mbit/s (if they are bytes) or 20 Mbit/s (if they are bits)" },
        { "rate: 20 Mbit/s", "rate: '2,5 Mbit/s'", 8, "links.lte.rate", "not written with a plain decimal number", "2.5 Mbit/s" },
        { "rate: 20 Mbit/s", "rate: 1e9 bit/s", 8, "links.lte.rate", "not written with a plain decimal number", null },
        { "nodes.gateway.kind: router", "nodes..kind: router", 16, "nodes..kind", "a part of it is empty", null },
        { "rate: 20 Mbit/s", "rate: 20 ms", 8, "links.lte.rate", "'20 ms' is a duration and not a rate", null },
        { "queue: 400 packets", "queue: 400 ms", 8, "links.lte.queue", "'400 ms' is a duration and not a queue limit", null },
        { "delay: 40 ms", "delay: 40", 8, "links.lte.delay", "has no unit", "40 ms" },
        { "delay: 40 ms", "delay: -40 ms", 8, "links.lte.delay", "not within", null },
        { "queue: 400 packets", "queue: 400", 8, "links.lte.queue", "has no unit", "400 packets" },
        { "queue: 400 packets", "trace: no-such-trace.down", 8, "links.lte.trace.file", "there is no file", null },
        { "queue: 400 packets", "mtu: 100", 8, "links.lte.mtu", "not a whole number from 576", null },
        { "loss: 1 %", "middleboxes: strip-mptpc", 9, "links.wlan.middleboxes", "no middlebox 'strip-mptpc'", "strip-mptcp" },
        { "loss: 1 %", "middleboxes: [{ box: split, hold: 1 ms }]", 9, "links.wlan.middleboxes.0.hold", "'split' has no such parameter", null },
        { "loss: 1 %", "middleboxes: [{ box: strip-mptcp, options: mp-cabable }]", 9, "links.wlan.middleboxes.0.options", "no MPTCP option", "mp-capable" },
        { "loss: 1 %", "middleboxes: [{ box: strip-mptcp, from: 5 s, until: 4 s }]", 9, "links.wlan.middleboxes.0.until", "end before it begins", null },
        { "loss: 1 %", "middleboxes: [{ box: napt, ports: 9-1 }]", 9, "links.wlan.middleboxes.0.ports", "not a range of ports", null },
        { "loss: 1 %", "middleboxes: [{ box: napt, forward: phnoe }]", 9, "links.wlan.middleboxes.0.forward", "no node 'phnoe'", "phone" },
        { "loss: 1 %", "middleboxes: [{ box: napt, address: 10.3.0.2 }]", 4, "links.wlan.middleboxes", "the public address 10.3.0.2 is that of server", null },
        { "loss: 1 %", "middleboxes: [napt, napt]", 9, "links.wlan.middleboxes", "two NAPTs", null },
        { "mode: take-over", "middleboxes: napt", 5, "nodes.gateway.middleboxes", "only a router has this key", null },
        { "loss: 1 %", "loss: 0.01", 9, "links.wlan.loss", "has no unit", "0.01 %" },
        { "loss: 1 %", "loss: 101 %", 9, "links.wlan.loss", "not within 0 % and 100 %", null },
        { "loss: 1 %", "loss: { model: gilbert-elliot, p: 1 %, r: 1 % }", 9, "links.wlan.loss.model", "no loss model", "gilbert-elliott" },
        { "loss: 1 %", "loss: { model: gilbert-elliott, p: 1 % }", 9, "links.wlan.loss.r", "'r' is missing", null },
        { "from: server", "from: sever", 12, "flows.download.from", "no node 'sever'", "server" },
        { "from: server", "from: gateway", 12, "flows.download.from", "'gateway' is neither a UE nor a server", null },
        { "from: server", "from: phone", 12, "flows.download.to", "both ends are 'phone'", null },
        { "transfer: bulk", "transfer: bluk", 12, "flows.download.transfer", "no transfer", "bulk" },
        { "transfer: bulk", "transfer: request-response", 12, "flows.download.response", "is missing", null },
        { "transfer: bulk", "size: 1 MB, time: 5 s", 12, "flows.download.time", "by size or by time", null },
        { "transfer: bulk", "response: 1 MB", 12, "flows.download.response", "neither request nor response", null },
        { "transfer: bulk", "start: 20 s", 12, "flows.download.start", "not before the end of the run", null },
        { "transfer: bulk", "via: [wlna]", 12, "flows.download.via", "no link from 'phone' toward 'server' 'wlna'", "wlan" },
        { "transfer: bulk", "connections: 28233", 12, "flows.download.connections", "not a whole number from 1 to 28232", null },
        { "transfer: bulk", "via: []", 12, "flows.download.via", "the list is empty", null },
        { "transfer: bulk", "opened_by: gateway", 12, "flows.download.opened_by", "no end of this flow", null },
        { "transfer: bulk", "transfer: request-response, response: 1 KiB, opened_by: server", 12, "flows.download.opened_by", "cannot come from 'server'", null },
        { "transfer: bulk", "opened_by: server, mptcp: true", 12, "flows.download.mptcp", "does not speak MPTCP", null },
        { "transfer: bulk", "arrivals: { until: 5 s }", 12, "flows.download.arrivals", "neither 'poisson' nor 'every'", null },
        { "transfer: bulk", "size: { uniform: [2 MB, 1 MB] }", 12, "flows.download.size.uniform", "smaller than the first", null },
        { "transfer: bulk", "size: { exponental: 1 MB, exponential: 1 MB }", 12, "flows.download.size.exponental", "unknown key", "exponential" },
        { "[gateway, server], rate: 1 Gbit/s", "[phone, gateway], rate: 1 Gbit/s", 6, "nodes.server", "no link ends at the server", null },
        { "at: 10 s", "at: 20 s", 14, "events.0.at", "not before the end of the run", null },
        { "at: 10 s, ", "", 14, "events.0.at", "'at' is missing", null },
        { "link: wlan", "link: wifi", 14, "events.0.link", "no link 'wifi'", null },
        { "state: down", "state: of", 14, "events.0.state", "no state 'of'", null },
        { "state: down", "signal: true, rate: 1 Mbit/s", 14, "events.0.signal", "only a change of 'state'", null },
        { ", state: down", "", 14, "events.0", "changes nothing", null },
        { "nodes.gateway.kind: router", "nodes.gatway.kind: router", 16, "nodes.gatway", "no link ends at the router", "gateway" },
        { "nodes.gateway.kind: router", "nodes.gatway.mode: forward", 16, "nodes.gatway", "no node 'gatway' to change", "gateway" },
        { "nodes.gateway.kind: router", "links: { ltee: { rate: 5 Mbit/s } }", 16, "links.ltee", "no link 'ltee' to change", "lte" },
        { "nodes.gateway.kind: router", "flows.downlod.size: 1 MB", 16, "flows.downlod", "no flow 'downlod' to change", "download" },
        { "nodes.gateway.kind: router", "seed: 2", 16, "variants.no proxy.seed", "the same for all variants", null },
        { "nodes.gateway.kind: router", "node.gateway.kind: router", 16, "node", "unknown key 'node'", "nodes" },
        { "nodes.gateway.kind: router", "flows.download: null", 11, "flows", "there are 0 flows", null },
        { "{ nodes.gateway.kind: router }", "router", 16, "variants.no proxy", "where overrides belong", null },
        { "no proxy: {", "base: {", 16, "variants.base", "already the name of the base", null },
        { "goodput(download)", "godput(download)", 18, "expect.0", "no metric 'godput'", "goodput" },
        { "goodput(download)", "goodput(donwload)", 18, "expect.0", "no flow 'donwload'", "download" },
        { "goodput(download)", "goodput(download, no-proxy)", 18, "expect.0", "no variant 'no-proxy'", "no proxy" },
        { "goodput(download)", "share(download)", 18, "expect.0", "1 arguments", null },
        { "goodput(download) >= 45 Mbit/s", "share(download, core) >= 5 %", 18, "expect.0", "does not go over 'core' in 'base'", null },
        { ">= 45 Mbit/s", ">= 45", 18, "expect.0", "has no unit", "45 Mbit/s" },
        { ">= 45 Mbit/s", "is 45 Mbit/s", 18, "expect.0", "is not an expectation", null },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Mistake_gives_one_error_at_its_place(string old, string mistake, int line, string key, string message, string? nearest)
    {
        var error = SampleScenario.OnlyError(SampleScenario.ReadWith(old, mistake));

        Assert.Equal((SampleScenario.File, line, key), (error.File, error.Line, error.KeyPath));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
        Assert.Equal(nearest, error.Nearest);
        Assert.True(error.Column >= 1);
    }

    [Theory]
    [InlineData("", 1, "the file is empty")]
    [InlineData("# nothing but a comment\n", 1, "the file is empty")]
    [InlineData("just words", 1, "where the scenario's keys belong")]
    [InlineData("- a\n- b", 1, "a list stands where")]
    [InlineData("name: x\nnodes: { a: [", 2, "not well-formed YAML")]
    [InlineData("name: \"x\nduration: 2 s", 2, "not well-formed YAML")]
    [InlineData("nodes:\n  a: { kind: ue\n  b: { kind: ue }\nlinks: {}", 2, "do not match here")]
    [InlineData("name: x\n\tduration: 2 s", 2, "a tab stands in the indentation")]
    [InlineData("name: x\nnodes:\n  a: 1\n\tb: 2", 4, "a tab stands in the indentation")]
    [InlineData("name: x\nnodes: *unknown", 2, "no anchor 'unknown'")]
    [InlineData("name: a\n---\nname: b", 2, "second document")]
    public void Text_that_is_no_mapping_or_no_yaml_is_located(string text, int line, string message)
    {
        var errors = SampleScenario.Read(text).Errors;

        Assert.Contains(errors, error => error.Line == line && error.Message.Contains(message, StringComparison.Ordinal));
    }

    [Fact]
    public void Everything_that_is_missing_is_told_at_once_in_an_empty_mapping()
    {
        var errors = SampleScenario.Read("{}").Errors;

        Assert.Equal(["duration", "flows", "links", "name", "nodes"], errors.Select(error => error.KeyPath).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void All_errors_of_a_file_are_told_in_the_order_of_their_lines()
    {
        var text = SampleScenario.Text
            .Replace("goodput(download)", "godput(download)", StringComparison.Ordinal)
            .Replace("20 Mbit/s", "20", StringComparison.Ordinal)
            .Replace("at: 10 s", "at: 10", StringComparison.Ordinal)
            .Replace("duration: 20 s", "duration: 20", StringComparison.Ordinal);

        Assert.Equal(["duration", "links.lte.rate", "events.0.at", "expect.0"], SampleScenario.Read(text).Errors.Select(error => error.KeyPath));
    }

    [Fact]
    public void File_that_does_not_exist_is_an_error()
    {
        var error = SampleScenario.OnlyError(ScenarioReader.Read("no/such/file.yaml", [], PluginNames.BuiltIn));

        Assert.Contains("no such folder", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("quickstrt.yaml")]
    [InlineData("quickstart")]
    [InlineData("quickstart.yml")]
    public void File_that_does_not_exist_is_told_with_the_one_that_was_meant(string name)
    {
        var error = SampleScenario.OnlyError(ScenarioReader.Read(Repository.PathTo("scenarios", name), [], PluginNames.BuiltIn));

        Assert.Equal(("there is no such file", Repository.PathTo("scenarios", "quickstart.yaml")), (error.Message, error.Nearest));
        Assert.Equal(
            Repository.PathTo("scenarios", "quickstart.yaml"),
            SampleScenario.OnlyError(ScenarioReader.Read(Repository.PathTo("scenaros", "quickstart.yaml"), [], PluginNames.BuiltIn)).Nearest);
    }

    [Fact]
    public void File_that_is_a_folder_or_no_text_is_told_as_what_it_is()
    {
        using var folder = new TemporaryFolder();
        Assert.Equal("it is a folder", SampleScenario.OnlyError(ScenarioReader.Read(folder.Path, [], PluginNames.BuiltIn)).Message);

        File.WriteAllBytes(folder["latin.yaml"], [.. "name: x\n# gr"u8, 0xFC, .. "n\n"u8]);
        var error = SampleScenario.OnlyError(ScenarioReader.Read(folder["latin.yaml"], [], PluginNames.BuiltIn));
        Assert.Equal((2, 5), (error.Line, error.Column));
        Assert.Contains("0xFC is not part of a text in UTF-8", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Nesting_beyond_all_reason_is_refused()
    {
        var error = SampleScenario.OnlyError(SampleScenario.Read("name: " + new string('[', 5_000)));

        Assert.Contains("nested too deeply", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Aliases_that_multiply_are_refused()
    {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + string.Concat(
            Enumerable.Range(1, 9).Select(i => $"a{i}: &a{i} [{string.Join(", ", Enumerable.Repeat($"*a{i - 1}", 10))}]\n"));

        Assert.Contains(SampleScenario.Read(text).Errors, error => error.Message.Contains("too large", StringComparison.Ordinal));
    }
}
