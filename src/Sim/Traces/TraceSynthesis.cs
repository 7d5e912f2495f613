using System.Globalization;
using Mpsim.Models.Kernel;
using Mpsim.Models.Units;

namespace Mpsim.Traces;

/// <summary>
/// Makes traces that look like radio links: a rate that wanders around its mean, fades quickly about that, and now and
/// then falls into a dip. Not fitted to any network; the same arguments give the same trace on every machine.
/// </summary>
public static class TraceSynthesis
{
    private const int BitsPerOpportunity = 1500 * 8;

    private static readonly Duration _fadingStep = Duration.FromMilliseconds(20);

    private const int WalkStepsPerSecond = 5;

    /// <summary>Parts of a walk: until the first one walks beside the access point, at the second one is out of its reach, and the third and fourth are the way back.</summary>
    private static readonly double[] _walk = [0.25, 0.45, 0.6, 0.75];

    /// <param name="kind">The kind of link, which is also the format.</param>
    /// <param name="seed">Another seed gives another trace.</param>
    /// <param name="duration">One second or more; whole milliseconds.</param>
    /// <param name="meanRate">Mean over the whole trace.</param>
    /// <param name="writer">Takes the lines.</param>
    public static void Write(TraceKind kind, ulong seed, Duration duration, DataRate meanRate, TextWriter writer)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(duration, Duration.FromSeconds(1));
        ArgumentOutOfRangeException.ThrowIfLessThan(meanRate.BitsPerSecond, 1);
        writer.NewLine = "\n";
        switch (kind)
        {
            case TraceKind.Lte:
                WriteOpportunities(new RandomStream(seed, 0, "trace synthesis, lte"), duration, meanRate, writer);
                break;
            case TraceKind.Nr:
                WriteRates(new RandomStream(seed, 0, "trace synthesis, nr"), duration, meanRate, writer);
                break;
            case TraceKind.Walk:
                WriteWalk(new RandomStream(seed, 0, "trace synthesis, walk"), duration, meanRate, writer);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(kind), kind, "unknown kind of trace");
        }
    }

    /// <summary>Opportunities as a Poisson process whose intensity is the rate: exponential draws are spent as the rate's integral grows.</summary>
    private static void WriteOpportunities(RandomStream random, Duration duration, DataRate meanRate, TextWriter writer)
    {
        var shape = new RadioShape { Wander = 0.06, Pull = 0.003, Fading = 0.3, DipsPerStep = 1.0 / 350, StepsPerDip = 60, DipDepth = 0.08 };
        var milliseconds = (int)(duration.Nanoseconds / 1_000_000);
        var perStep = (int)(_fadingStep.Nanoseconds / 1_000_000);
        var levels = shape.Levels(random, (milliseconds + perStep - 1) / perStep);
        var perMillisecond = meanRate.BitsPerSecond / 1000.0 / BitsPerOpportunity;
        var due = random.NextExponential(1);
        for (var millisecond = 1; millisecond < milliseconds; millisecond++)
        {
            due -= levels[(millisecond - 1) / perStep] * perMillisecond;
            for (; due <= 0; due += random.NextExponential(1))
            {
                writer.WriteLine(millisecond);
            }
        }

        // The last line is the period, so the trace ends with an opportunity at its full length.
        writer.WriteLine(milliseconds);
    }

    private static void WriteRates(RandomStream random, Duration duration, DataRate meanRate, TextWriter writer)
    {
        var shape = new RadioShape { Wander = 0.18, Pull = 0.08, Fading = 0.15, DipsPerStep = 1.0 / 25, StepsPerDip = 2.5, DipDepth = 0.08 };
        var levels = shape.Levels(random, (int)(duration.Nanoseconds / 1_000_000_000));
        writer.WriteLine("seconds,rate_mbps");
        for (var second = 0; second < levels.Length; second++)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{second},{levels[second] * meanRate.MegabitsPerSecond:0.000}"));
        }
    }

    /// <summary>A rate that falls with the distance to nothing, and comes back.</summary>
    private static void WriteWalk(RandomStream random, Duration duration, DataRate meanRate, TextWriter writer)
    {
        var shape = new RadioShape { Wander = 0.05, Pull = 0.05, Fading = 0.12, DipsPerStep = 1.0 / 80, StepsPerDip = 2, DipDepth = 0.3 };
        var levels = shape.Levels(random, (int)(duration.Nanoseconds / (1_000_000_000 / WalkStepsPerSecond)));
        for (var step = 0; step < levels.Length; step++)
        {
            levels[step] *= Strength((double)step / levels.Length);
        }

        var mean = levels.Sum() / levels.Length;
        writer.WriteLine("seconds,rate_mbps");
        for (var step = 0; step < levels.Length; step++)
        {
            writer.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{(double)step / WalkStepsPerSecond:0.0},{levels[step] / mean * meanRate.MegabitsPerSecond:0.000}"));
        }
    }

    /// <summary>What the distance leaves of the rate, which falls faster the farther one is away.</summary>
    private static double Strength(double part)
    {
        var nearness = part < _walk[1] ? Math.Clamp((_walk[1] - part) / (_walk[1] - _walk[0]), 0, 1) : Math.Clamp((part - _walk[2]) / (_walk[3] - _walk[2]), 0, 1);
        return 1 - ((1 - nearness) * (1 - nearness));
    }

    /// <summary>How a rate moves from step to step, relative to its mean.</summary>
    private sealed record RadioShape
    {
        private const double Lowest = 0.15;
        private const double Highest = 2.2;

        /// <summary>Standard deviation of a step of the slow walk, which stays within bounds.</summary>
        public required double Wander { get; init; }

        /// <summary>Share of its distance from the mean that the walk goes back per step.</summary>
        public required double Pull { get; init; }

        /// <summary>Standard deviation of the fast fading, relative to the walk.</summary>
        public required double Fading { get; init; }

        public required double DipsPerStep { get; init; }

        /// <summary>Mean length of a dip.</summary>
        public required double StepsPerDip { get; init; }

        /// <summary>What a dip leaves of the rate.</summary>
        public required double DipDepth { get; init; }

        /// <summary>Levels of which the mean is 1.</summary>
        public double[] Levels(RandomStream random, int steps)
        {
            var beginDip = new Probability(DipsPerStep);
            var endDip = new Probability(1 / StepsPerDip);
            var levels = new double[steps];
            var walk = 1.0;
            var dipped = false;
            for (var step = 0; step < steps; step++)
            {
                walk = Math.Clamp(walk + (Pull * (1 - walk)) + (Wander * random.NextNormal()), Lowest, Highest);
                var fading = Math.Max(0, 1 + (Fading * random.NextNormal()));
                dipped = dipped ? !random.Chance(endDip) : random.Chance(beginDip);
                levels[step] = walk * fading * (dipped ? DipDepth : 1);
            }

            var mean = levels.Sum() / steps;
            return [.. levels.Select(level => level / mean)];
        }
    }
}

/// <summary>A kind of synthetic trace.</summary>
public enum TraceKind
{
    /// <summary>A cellular link as packet opportunities by the millisecond.</summary>
    Lte,

    /// <summary>A fast radio link (5G NR, WLAN) as one rate per second: CSV with the columns <c>seconds</c> and <c>rate_mbps</c>.</summary>
    Nr,

    /// <summary>A WLAN that one walks out of and back into, as five rates per second in the same form.</summary>
    Walk,
}
