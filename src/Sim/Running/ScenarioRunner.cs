using System.Security.Cryptography;
using System.Text;
using System.Threading;
using Mpsim.Assembly;
using Mpsim.Captures;
using Mpsim.Models.Probes;
using Mpsim.Models.Units;
using Mpsim.Results;
using Mpsim.Scenarios;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Running;

/// <summary>
/// Runs all replications of all variants of a scenario. Each run is one thread and shares nothing with the others, so the results
/// do not depend on how many go side by side.
/// </summary>
public sealed class ScenarioRunner
{
    private readonly ScenarioPlan _plan;
    private readonly TraceLibrary _traces;
    private readonly (VariantPlan Variant, int Run)[] _work;
    private readonly RunResult?[] _results;
    private readonly RunFailure?[] _failures;
    private int _next;

    /// <param name="plan">The scenario.</param>
    /// <param name="traces">The traces that it names.</param>
    /// <param name="onlyRun">The one replication to run, by its number; null for all.</param>
    public ScenarioRunner(ScenarioPlan plan, TraceLibrary traces, int? onlyRun = null)
    {
        _plan = plan;
        _traces = traces;
        var numbers = onlyRun is { } one ? [one] : Enumerable.Range(1, plan.Runs);
        _work = [.. plan.Variants.SelectMany(variant => numbers.Select(number => (variant, number)))];
        _results = new RunResult?[_work.Length];
        _failures = new RunFailure?[_work.Length];
        var all = _work.Aggregate(Duration.Zero, (sum, item) => sum + item.Variant.Duration);
        Progress = new RunProgress(_work.Length, all);
    }

    public RunProgress Progress { get; }

    /// <summary>Whether runs fill time series.</summary>
    public bool Samples { get; init; } = true;

    /// <summary>Folder of results into which captures are written; null for none.</summary>
    public string? CaptureTo { get; init; }

    /// <summary>The runs that failed, in the order of variant and run; to be read when <see cref="Run"/> has returned.</summary>
    public IReadOnlyList<RunFailure> Failures => [.. _failures.OfType<RunFailure>()];

    /// <summary>Runs everything and returns when it is done or interrupted.</summary>
    /// <param name="jobs">Threads to use.</param>
    /// <param name="commandLine">For the manifest.</param>
    /// <param name="wait">Called once the threads are at work; shows progress, and returns when <see cref="RunProgress.Finished"/> says that all is done.</param>
    /// <param name="interruption">Ends the work; what is there so far is kept.</param>
    public ScenarioResult Run(int jobs, IReadOnlyList<string> commandLine, Action<RunProgress>? wait = null, CancellationToken interruption = default)
    {
        var threads = new Thread[Math.Clamp(jobs, 1, _work.Length)];
        for (var i = 0; i < threads.Length; i++)
        {
            threads[i] = new Thread(() => Work(interruption)) { IsBackground = true, Name = $"run {i + 1}" };
            threads[i].Start();
        }

        wait?.Invoke(Progress);
        foreach (var thread in threads)
        {
            thread.Join();
        }

        return Result(commandLine, interruption.IsCancellationRequested);
    }

    private void Work(CancellationToken interruption)
    {
        for (var item = Interlocked.Increment(ref _next) - 1; item < _work.Length; item = Interlocked.Increment(ref _next) - 1)
        {
            if (!interruption.IsCancellationRequested)
            {
                RunOne(item, interruption);
            }

            Progress.OnFinished();
        }
    }

    private void RunOne(int item, CancellationToken interruption)
    {
        var (variant, run) = _work[item];
        try
        {
            using var captures = Captures(variant, run);
            try
            {
                var simulation = new Simulation(variant, _traces, _plan.Seed, run, Samples ? _plan.SampleInterval : null, captures);
                _results[item] = simulation.Run(() => interruption.IsCancellationRequested, (now, events) => Progress.Report(item, now, events));
            }
            finally
            {
                // What was seen until a failure is what tells its cause.
                captures?.Finish();
            }
        }
#pragma warning disable CA1031 // Whatever stops a run must not stop the others; it is told with the command that replays it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            _failures[item] = new RunFailure(variant.Name, run, e);
        }
    }

    private RunCapture? Captures(VariantPlan variant, int run) => CaptureTo is { } folder && variant.Links.Any(link => link.Capture.IsOn)
        ? new RunCapture(
            CaptureFolder.Of(folder, [.. _plan.Variants.Select(each => each.Name)], variant.Name, run),
            $"mpsim {ToolVersion.Text}",
            $"{_plan.Name}: {variant.Name}, run {run}, seed {_plan.Seed}")
        : null;

    private ScenarioResult Result(IReadOnlyList<string> commandLine, bool wasInterrupted)
    {
        var failures = Failures;
        var cutShort = wasInterrupted && (_results.Contains(null) || Array.Exists(_results, result => result is { Completed: false }));
        return new ScenarioResult(Facts(commandLine), _results.OfType<RunResult>())
        {
            Status = failures.Count > 0 ? ScenarioStatus.Failed : cutShort ? ScenarioStatus.Interrupted : ScenarioStatus.Complete,
            Reason = failures.Count > 0 ? Reason(failures[0]) : cutShort ? "interrupted by the user" : "",
            WallTime = Progress.Elapsed,
        };
    }

    private static string Reason(RunFailure failure) => failure.Cause is InvariantViolation violation
        ? $"{failure.Variant}, run {failure.Run}: {violation.Message}"
        : $"{failure.Variant}, run {failure.Run}: {failure.Cause.GetType().Name}: {failure.Cause.Message}";

    private ScenarioFacts Facts(IReadOnlyList<string> commandLine) => new()
    {
        ToolVersion = ToolVersion.Text,
        Name = _plan.Name,
        File = _plan.SourceFile,
        Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(_plan.SourceText))),
        Seed = _plan.Seed,
        Runs = _plan.Runs,
        Variants = [.. _plan.Variants.Select(variant => new VariantFacts(variant.Name, ResolvedParameters.Of(variant)))],
        CommandLine = commandLine,
    };
}
