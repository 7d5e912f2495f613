using Mpsim.Models.Units;
using Mpsim.Results;

namespace Mpsim.Sim.Tests;

/// <summary>Results of realistic shape that no simulation made: a download over LTE and WLAN with an outage, and a population of short transfers.</summary>
internal static class MadeUpResults
{
    public const double DurationSeconds = 20;
    private const double Step = 0.1;

    public static readonly string[] Variants = ["take-over", "transparent", "no proxy"];

    public static ScenarioResult Scenario(int runs = 5, bool shuffled = false, bool traced = true)
    {
        var all = new List<RunResult>();
        for (int variant = 0; variant < Variants.Length; variant++)
        {
            for (int run = 1; run <= runs; run++)
                all.Add(Run(variant, run, traced));
        }

        if (shuffled)
            all.Reverse();
        return new ScenarioResult(Facts(runs), all) { WallTime = TimeSpan.FromSeconds(3.2514) };
    }

    public static ScenarioFacts Facts(int runs = 5) => new()
    {
        ToolVersion = "0.1.0",
        Name = "LTE and WLAN through an on-path proxy",
        File = "scenarios/quickstart.yaml",
        Sha256 = new string('a', 64),
        Seed = 1,
        Runs = runs,
        Variants = Variants.Select(name => new VariantFacts(name, [new("links.lte.rate", "20 Mbit/s"), new("duration", "20 s")])).ToArray(),
        CommandLine = ["run", "scenarios/quickstart.yaml"],
    };

    /// <summary>A single run without time series, for tests of figures.</summary>
    public static RunResult Plain(string variant, int run, params FlowResult[] flows) => new()
    {
        Variant = variant,
        Run = run,
        Seed = (ulong)run,
        Completed = true,
        SimulatedTime = Instant.FromSeconds(DurationSeconds),
        Flows = flows,
    };

    public static FlowResult Download(double goodput, double lteRatio = 0.4) => new()
    {
        Flow = "download",
        GoodputMbps = goodput,
        Bytes = (long)(goodput * DurationSeconds * 125_000),
        HandshakeTime = Duration.FromMilliseconds(120),
        Shares = [new PathShare("lte", lteRatio), new PathShare("wlan", 1 - lteRatio)],
        Retransmissions = 42,
        LongestGap = Duration.FromMilliseconds(310),
    };

    private static SubflowResult Subflow(int number, string path, double goodput) =>
        new(EntityNames.Subflow("download", number, path), (long)(goodput * DurationSeconds * 125_000), IsMultipath: true);

    private static RunResult Run(int variant, int run, bool traced)
    {
        var noise = new Noise((ulong)(variant * 100 + run));
        var samples = new SampleTable();
        double[] reach = variant switch { 0 => [1, 1], 1 => [0.93, 0.88], _ => [0, 1] };
        (double lte, double wlan) = AddSeries(samples, reach, noise, traced);
        SubflowResult[] subflows = [Subflow(1, "lte", lte), Subflow(2, "wlan", wlan)];
        double total = lte + wlan;
        return new RunResult
        {
            Variant = Variants[variant],
            Run = run,
            Seed = (ulong)run,
            Completed = true,
            SimulatedTime = Instant.FromSeconds(DurationSeconds),
            EventsExecuted = 812_345 + run,
            PacketHops = 500_000,
            Fingerprint = 0x0123456789abcdefUL + (ulong)run,
            Samples = samples,
            Subflows = subflows,
            SubflowCount = subflows.Length,
            Events =
            [
                new LoggedEvent(Instant.FromSeconds(0.04), "phone", "mptcp-established", "token 5c1e, \"full mesh\""),
                new LoggedEvent(Instant.FromSeconds(9), "wlan", EventKinds.LinkDown, ""),
                new LoggedEvent(Instant.FromSeconds(12.5), "wlan", EventKinds.LinkUp, ""),
            ],
            Flows = [Download(total, lte / total), Pages(variant, noise)],
        };
    }

    private static (double Lte, double Wlan) AddSeries(SampleTable samples, double[] reach, Noise noise, bool traced)
    {
        int flow = samples.Announce(EntityNames.Flow("download"), SampleMetrics.Goodput, "Mbit/s");
        int[] path = new int[2], window = new int[2], rtt = new int[2];
        string[] names = ["lte", "wlan"];
        for (int i = 0; i < 2; i++)
        {
            path[i] = samples.Announce(EntityNames.FlowPath("download", names[i]), SampleMetrics.Goodput, "Mbit/s");
            window[i] = samples.Announce(EntityNames.Subflow("download", i + 1, names[i]), SampleMetrics.CongestionWindow, "segments");
            rtt[i] = samples.Announce(EntityNames.Subflow("download", i + 1, names[i]), SampleMetrics.SmoothedRtt, "ms");
        }

        int rate = samples.Announce(EntityNames.Link("lte", "down"), SampleMetrics.Rate, "Mbit/s");
        int capacity = traced ? samples.Announce(EntityNames.Link("lte", "down"), SampleMetrics.Capacity, "Mbit/s") : -1;
        double[] sums = [0, 0];
        int steps = (int)(DurationSeconds / Step);
        for (int step = 1; step <= steps; step++)
        {
            double t = step * Step;
            Instant time = Instant.FromSeconds(step * Step);
            double offered = 19 + 8 * Math.Sin(t * 0.7) + 3 * Math.Sin(t * 2.3) + 4 * noise.Next();
            double ramp = Math.Min(1, t / 1.2);
            double[] now = [reach[0] * ramp * offered * (0.9 - 0.05 * noise.Next()), reach[1] * Math.Min(1, t / 0.6) * (28.5 - noise.Next())];
            if (t > 9 && t <= 12.5)
                now[1] = 0;
            for (int i = 0; i < 2; i++)
            {
                samples.Add(time, path[i], now[i]);
                sums[i] += now[i];
                if (now[i] == 0)
                    continue;
                double saw = t * (0.5 + 0.4 * i) % 1;
                samples.Add(time, window[i], (60 + 40 * i) * (0.7 + 0.3 * saw) * ramp);
                samples.Add(time, rtt[i], (i == 0 ? 85 : 25) * (1 + 0.4 * saw));
            }

            samples.Add(time, flow, now[0] + now[1]);
            samples.Add(time, rate, now[0] * 1.05);
            if (traced)
                samples.Add(time, capacity, offered);
        }

        return (sums[0] / steps, sums[1] / steps);
    }

    private static FlowResult Pages(int variant, Noise noise)
    {
        Duration[] times = Enumerable.Range(0, 40)
            .Select(_ => Duration.FromSeconds((0.4 + 0.25 * variant) * (0.5 + noise.Next() + 3 * noise.Next() * noise.Next() * noise.Next())))
            .ToArray();
        return new FlowResult
        {
            Flow = "pages",
            GoodputMbps = 2.1,
            Bytes = 5_250_000,
            CompletionTime = Duration.FromSeconds(19.2),
            HandshakeTime = Duration.FromMilliseconds(52),
            Shares = [new PathShare("lte", 0.1), new PathShare("wlan", 0.9)],
            Retransmissions = 3,
            LongestGap = Duration.FromMilliseconds(3500),
            ConnectionsOpened = 40,
            ConnectionsCompleted = 40,
            ConnectionsAborted = 1,
            CompletionTimes = times,
        };
    }

    /// <summary>Repeatable numbers between 0 and 1 (Knuth's MMIX generator).</summary>
    private sealed class Noise(ulong seed)
    {
        private ulong _state = seed * 2862933555777941757 + 3037000493;

        public double Next()
        {
            _state = _state * 6364136223846793005 + 1442695040888963407;
            return (_state >> 11) / 9007199254740992.0;
        }
    }
}
