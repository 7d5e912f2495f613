namespace Mpsim.Sim.Tests.Congestion;

/// <summary>Four downloads with CUBIC and one flow of short requests over 10 Mbit/s, where a packet takes 1.2 ms: what each discipline is for.</summary>
public sealed class QueueDisciplineTests
{
    private const double MillisecondsPerPacket = 1.2;

    private const string Text = """
        nodes:
          phone: { kind: ue, tcp: { hystart: false } }
          gateway: { kind: router }
          server: { kind: server }
        links:
          access: { between: [phone, gateway], rate: 10 Mbit/s, delay: 5 ms, queue: 1000 packets }
          core: { between: [gateway, server], rate: 1 Gbit/s, delay: 15 ms }
        flows:
          bulk: { from: server, to: phone, connections: 4 }
          thin: { from: server, to: phone, transfer: request-response, request: 100 B, response: 100 B, arrivals: { every: 200 ms } }
        """;

    [Fact]
    public void Drop_tail_lets_the_queue_stand()
    {
        var trial = Trial.Run(30, Text);

        Assert.True(DelayOf(trial) > 300, $"{DelayOf(trial)} ms");
        Assert.True(trial["thin"].CompletionTime!.Value.Milliseconds > 300);
    }

    [Theory]
    [InlineData("codel", 2, 15)]
    [InlineData("fq-codel", 1, 15)]
    [InlineData("pie", 5, 30)]
    public void Delay_is_kept_near_the_target_and_the_link_full(string discipline, double least, double most)
    {
        var trial = Trial.Run(30, Text, $"links.access.queue.discipline={discipline}");

        Assert.InRange(DelayOf(trial), least, most);
        Assert.InRange(trial.Goodput("bulk"), 8.3, 9.7);
    }

    [Fact]
    public void Fair_queueing_isolates_a_thin_flow_even_from_a_queue_that_stands()
    {
        // A target of a second lets the bulk flows' own queues grow.
        var trial = Trial.Run(30, Text, "links.access.queue={ discipline: fq-codel, target: 1 s, interval: 1 s }");

        Assert.True(DelayOf(trial) > 100, $"{DelayOf(trial)} ms");

        // Handshake and exchange are two round trips of 40 ms.
        Assert.InRange(trial["thin"].CompletionTime!.Value.Milliseconds, 80, 95);
    }

    [Fact]
    public void Random_early_detection_keeps_the_average_queue_between_its_thresholds()
    {
        var trial = Trial.Run(30, Text, "links.access.queue={ discipline: red, min: 25 packets, max: 75 packets, max_probability: 5 % }");

        Assert.InRange(trial.Queue("access"), 20, 75);
        Assert.InRange(trial.Goodput("bulk"), 8.5, 9.7);
    }

    [Theory]
    [InlineData("codel")]
    [InlineData("fq-codel")]
    [InlineData("pie")]
    [InlineData("red")]
    public void Marks_take_the_place_of_losses_where_both_ends_take_them(string discipline)
    {
        string[] marking = [$"links.access.queue.discipline={discipline}", "links.access.queue.ecn=true"];
        string[] both = ["nodes.phone.tcp.ecn=true", "nodes.server.tcp.ecn=true"];
        var without = Trial.Run(30, Text, [.. marking, "nodes.server.tcp.ecn=true"]);
        var with = Trial.Run(30, Text, [.. marking, .. both]);

        // PIE drops what it could mark while its probability is above a tenth, as it is when slow start overshoots.
        Assert.True(without["bulk"].Retransmissions > 20, $"{without["bulk"].Retransmissions}");
        Assert.True(with["bulk"].Retransmissions < without["bulk"].Retransmissions / 3, $"{with["bulk"].Retransmissions} of {without["bulk"].Retransmissions}");
        Assert.InRange(with.Goodput("bulk"), 8.3, 9.7);
        Assert.Equal(0, without.Marks("access"));
        Assert.True(with.Marks("access") > 100, $"{with.Marks("access")} marks");
        Assert.True(with.Drops("access") < without.Drops("access") / 3, $"{with.Drops("access")} drops");
        Assert.True(DelayOf(with) < 70, $"{DelayOf(with)} ms");
    }

    [Fact]
    public void Strict_priority_starves_the_lower_class()
    {
        var text = Text.Replace("  thin: ", "  urgent: { from: server, to: phone, dscp: 40 }\n  thin: ", StringComparison.Ordinal);
        var fair = Trial.Run(30, text);
        var strict = Trial.Run(30, text, "links.access.queue={ discipline: priority, limit: 100 packets }");

        Assert.True(fair.Goodput("urgent") < 6, $"{fair.Goodput("urgent")}");
        Assert.InRange(strict.Goodput("urgent"), 9, 9.7);
        Assert.True(strict.Goodput("bulk") < 0.5, $"{strict.Goodput("bulk")}");
    }

    [Fact]
    public void Priority_survives_a_proxy()
    {
        var text = Text.Replace("gateway: { kind: router }", "gateway: { kind: proxy }", StringComparison.Ordinal)
            .Replace("{ kind: ue,", "{ kind: ue, mptcp: true,", StringComparison.Ordinal)
            .Replace("  thin: ", "  urgent: { from: server, to: phone, dscp: 40 }\n  thin: ", StringComparison.Ordinal);
        var strict = Trial.Run(20, text, "links.access.queue={ discipline: priority, limit: 100 packets }");

        Assert.True(strict.Goodput("urgent") > 8.5, $"{strict.Goodput("urgent")}");
    }

    private static double DelayOf(Trial trial) => trial.Queue("access") * MillisecondsPerPacket;
}
