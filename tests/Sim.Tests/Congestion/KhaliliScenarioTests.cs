namespace Mpsim.Sim.Tests.Congestion;

/// <summary>
/// Scenarios A and C of Khalili et al. (CoNEXT 2012, draft-khalili-mptcp-performance-issues-06): ten users with two subflows, ten with TCP,
/// a megabit per second of capacity for each, RED as there, and a round trip of about 150 ms with its queues.
/// </summary>
public sealed class KhaliliScenarioTests
{
    /// <summary>Multipath users on two access points, TCP users on the second.</summary>
    private const string C = """
        nodes:
          multi: { kind: ue, mptcp: true }
          single: { kind: ue }
          point: { kind: router }
          gateway: { kind: router }
          server: { kind: server, mptcp: true }
        links:
          one: { between: [multi, gateway], rate: 10 Mbit/s, delay: 10 ms, queue: { discipline: red } }
          two: { between: [multi, point], rate: 1 Gbit/s, delay: 5 ms }
          lone: { between: [single, point], rate: 1 Gbit/s, delay: 5 ms }
          shared: { between: [point, gateway], rate: 10 Mbit/s, delay: 5 ms, queue: { discipline: red } }
          core: { between: [gateway, server], rate: 1 Gbit/s, delay: 40 ms }
        flows:
          multipath: { from: server, to: multi, connections: 10, via: [one, two] }
          tcp: { from: server, to: single, connections: 10 }
        """;

    /// <summary>The server of the multipath users is a bottleneck itself; their second subflow also crosses the access point of the TCP users.</summary>
    private const string A = """
        nodes:
          multi: { kind: ue, mptcp: true }
          single: { kind: ue }
          point: { kind: router }
          gateway: { kind: router }
          server: { kind: server, mptcp: true }
          other: { kind: server }
        links:
          one: { between: [multi, gateway], rate: 1 Gbit/s, delay: 10 ms }
          two: { between: [multi, point], rate: 1 Gbit/s, delay: 5 ms }
          lone: { between: [single, point], rate: 1 Gbit/s, delay: 5 ms }
          shared: { between: [point, gateway], rate: 10 Mbit/s, delay: 5 ms, queue: { discipline: red } }
          narrow: { between: [gateway, server], rate: 10 Mbit/s, delay: 40 ms, queue: { discipline: red } }
          wide: { between: [gateway, other], rate: 1 Gbit/s, delay: 40 ms }
        flows:
          multipath: { from: server, to: multi, connections: 10, via: [one, two] }
          tcp: { from: other, to: single, connections: 10 }
        """;

    private const double Payload = 1448 / 1500.0;

    [Fact]
    public void Olia_leaves_single_path_users_of_c_more_than_lia_and_balia_lies_between()
    {
        // Mbit/s per single-path user: LIA 0.68 measured and 0.70 in theory, OLIA 0.88 measured.
        var (lia, balia, olia) = (Run(C, "lia"), Run(C, "balia"), Run(C, "olia"));

        Assert.InRange(lia.Single, 0.9 * 0.68, 1.1 * 0.70);
        Assert.InRange(olia.Single, 0.88 * 0.88, 1.12 * 0.88);
        Assert.True(olia.Single > lia.Single + 0.1, $"OLIA {olia}, LIA {lia}");

        // BALIA's equilibrium, with rates a to 1 and (1 + a) (4 + a) / 15 the ratio of losses, has 0.754, of which headers are a thirtieth.
        Assert.InRange(balia.Single, 0.92 * 0.754 * Payload, 1.08 * 0.754 * Payload);
        Assert.InRange(balia.Single, lia.Single + 0.03, olia.Single - 0.03);

        // And per multipath user 1.30 and 1.11, of which headers are a thirtieth.
        Assert.InRange(lia.Multi, 0.85 * 1.30, 1.1 * 1.30);
        Assert.InRange(olia.Multi, 0.85 * 1.11, 1.1 * 1.11);
    }

    [Fact]
    public void Multipath_users_of_a_gain_nothing_and_cost_the_others_less_with_olia_than_with_lia()
    {
        // Mbit/s per user of type 2: LIA 0.70 measured and 0.74 in theory, OLIA 0.86 measured; type 1 is at 1 whatever it does.
        var (lia, olia) = (Run(A, "lia"), Run(A, "olia"));

        Assert.InRange(lia.Multi, 0.85, 1);
        Assert.InRange(olia.Multi, 0.85, 1);
        Assert.InRange(lia.Single, 0.9 * 0.70, 1.1 * 0.74);
        Assert.InRange(olia.Single, 0.88 * 0.86, 1.12 * 0.86);
        Assert.True(olia.Single > lia.Single + 0.1, $"OLIA {olia}, LIA {lia}");
    }

    [Fact]
    public void Balia_is_milder_than_lia_to_the_others_of_a_with_five_users_of_each_kind()
    {
        // draft-walid-mptcp-congestion-control-04, table 1, Mbit/s of the five TCP users together: LIA 7.55, BALIA 8.32.
        string[] five = ["flows.multipath.connections=5", "flows.tcp.connections=5"];
        var (lia, balia) = (Run(A, "lia", five), Run(A, "balia", five));

        Assert.InRange(10 * lia.Single, 0.9 * 7.55, 1.1 * 7.55);
        Assert.InRange(10 * balia.Single, 0.88 * 8.32, 1.12 * 8.32);
        Assert.True(balia.Single > lia.Single, $"BALIA {balia}, LIA {lia}");
    }

    /// <returns>A tenth of the goodput of each kind in Mbit/s: that of a user where there are ten.</returns>
    private static (double Multi, double Single) Run(string scenario, string control, params string[] overrides)
    {
        var trial = Trial.Run(150, scenario, [$"nodes.server.tcp.congestion_control={control}", .. overrides]);
        return (trial.Goodput("multipath") / 10, trial.Goodput("tcp") / 10);
    }
}
