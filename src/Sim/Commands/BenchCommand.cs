using System.CommandLine;
using Mpsim.Benchmarking;
using Mpsim.Models.Units;
using Spectre.Console;

namespace Mpsim.Commands;

/// <summary><c>mpsim bench [NAME…]</c>: the speed of whole workloads on one core of this machine.</summary>
internal sealed class BenchCommand : Command
{
    private const long RingHops = 20_000_000;

    private readonly Argument<string[]> _names = new("NAME")
    {
        Description = "The workloads: " + string.Join(", ", BulkSize.All.Select(size => size.Name)) + ". All when none is named.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<int> _repeat = new("--repeat")
    {
        Description = "Runs of each workload; the median counts.",
        DefaultValueFactory = _ => 5,
    };

    private readonly Option<double> _scale = new("--scale")
    {
        Description = "Part of the simulated time to run, for a quick look (0.01 to 1).",
        DefaultValueFactory = _ => 1,
    };

    private readonly IAnsiConsole _output;
    private readonly IAnsiConsole _errors;

    public BenchCommand(IAnsiConsole output, IAnsiConsole errors)
        : base("bench", "Measure the speed of the simulator on one core.")
    {
        _output = output;
        _errors = errors;
        Arguments.Add(_names);
        Options.Add(_repeat);
        Options.Add(_scale);
        SetAction(Run);
    }

    private int Run(ParseResult result)
    {
        var names = result.GetValue(_names) ?? [];
        var unknown = names.Where(name => !BulkSize.All.Any(size => size.Name == name)).ToList();
        var repeat = result.GetValue(_repeat);
        var scale = result.GetValue(_scale);
        if (unknown.Count > 0 || repeat < 1 || scale is not (>= 0.01 and <= 1))
        {
            _errors.MarkupLineInterpolated($"[red]error[/]: {(unknown.Count > 0 ? $"there is no workload '{unknown[0]}'; there are {string.Join(", ", BulkSize.All.Select(size => size.Name))}" : "--repeat takes 1 or more, --scale 0.01 to 1")}");
            return ExitCode.BadInput;
        }

        var table = new Table { Border = TableBorder.Simple };
        table.AddColumn("workload");
        foreach (var title in new[] { "sim s/s", "M data packets/s", "of bar", "M hops/s", "ns/hop", "events/hop", "KiB/connection", "bytes alloc./hop", "bare ring M/s", "link ring M/s" })
        {
            table.AddColumn(title, column => column.RightAligned());
        }

        foreach (var size in BulkSize.All.Where(size => names.Length == 0 || names.Contains(size.Name)))
        {
            Measure(size, repeat, scale, table);
        }

        _output.Write(table);
        _output.WriteLine("Medians. KiB/connection: both ends, data in flight left out. Rings: packet-hops of 64 links on the same core, in turn with the");
        _output.WriteLine("workload: the bare design, and the simulator's kernel and links. The bar is 4, 3 and 1 M data packets/s where the bare ring does 45 M.");
        return ExitCode.Success;
    }

    private void Measure(BulkSize size, int repeat, double scale, Table table)
    {
        var duration = Duration.FromSeconds(size.Duration.Seconds * scale);

        // A short first run lets the compiler finish with the code; it does not count.
        Measurement.Of(size with { Connections = Math.Min(size.Connections, 1000) }, duration / 10);
        var runs = new List<Measurement>();
        var bare = new List<double>();
        var links = new List<double>();
        var ringHops = (long)Math.Max(2_000_000, RingHops * scale);
        for (var i = 0; i < repeat; i++)
        {
            _errors.WriteLine($"{size.Name}: {size.Description}, {duration}, run {i + 1} of {repeat}");
            bare.Add(Measurement.OfBareRing(ringHops));
            links.Add(Measurement.OfLinkRing(ringHops));
            runs.Add(Measurement.Of(size, duration));
        }

        var bar = size.Bar * Median(bare) / BareRing.ReferenceHopsPerSecond;
        string Middle(Func<Measurement, double> figure, string format) => Median(runs.Select(figure)).ToString(format);
        table.AddRow(
            size.Name,
            Middle(m => m.SimulatedPerSecond, "0.00"),
            Middle(m => m.DeliveredPerSecond / 1e6, "0.00"),
            (Median(runs.Select(m => m.DeliveredPerSecond)) / bar).ToString("0 %"),
            Middle(m => m.HopsPerSecond / 1e6, "0.00"),
            Middle(m => m.NanosecondsPerHop, "0"),
            Middle(m => m.EventsPerHop, "0.000"),
            Middle(m => m.MemoryPerConnection / 1024, "0.0"),
            Middle(m => m.AllocatedPerHop, "0.0000"),
            (Median(bare) / 1e6).ToString("0.0"),
            (Median(links) / 1e6).ToString("0.0"));
    }

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[(sorted.Count / 2) - 1] + sorted[sorted.Count / 2]) / 2;
    }
}
