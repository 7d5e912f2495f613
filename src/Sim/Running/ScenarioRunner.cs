using System.Security.Cryptography;
using System.Text;
using System.Threading;
using Mpsim.Assembly;
using Mpsim.Captures;
using Mpsim.Files;
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

    /// <summary>The captures that are to be written, relative to the folder of results.</summary>
    public IReadOnlyList<string> CaptureFiles =>
    [
        .. from work in _work
           let folder = CaptureFolder.Of("", VariantNames, work.Variant.Name, work.Run).Replace('\\', '/')
           from node in work.Variant.Links.Where(link => link.Capture.IsOn).SelectMany(link => new[] { link.First, link.Second }).Distinct()
           select $"{folder}/{RunCapture.FileOf(node)}",
    ];

    private string[] VariantNames => [.. _plan.Variants.Select(variant => variant.Name)];

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
        Exception? cause = null;
        try
        {
            using var captures = Captures(variant, run);
            cause = Simulate(item, captures, interruption);

            // What was seen until a failure is what tells its cause.
            captures?.Finish();
        }
        catch (UnwritableException e)
        {
            cause ??= e;
        }

        if (cause is not null)
        {
            _failures[item] = new RunFailure(variant.Name, run, cause);
        }
    }

    /// <returns>What stopped the run, or null.</returns>
    private Exception? Simulate(int item, RunCapture? captures, CancellationToken interruption)
    {
        var (variant, run) = _work[item];
        try
        {
            var simulation = new Simulation(variant, _traces, _plan.Seed, run, Samples ? _plan.SampleInterval : null, captures, interruption);
            var result = simulation.Run(() => interruption.IsCancellationRequested, (now, events) => Progress.Report(item, now, events));
            _results[item] = result.SimulatedTime > Instant.Zero ? result : null;
            return null;
        }
        catch (OperationCanceledException)
        {
            // A run that has no network yet counts as not begun.
            return null;
        }
#pragma warning disable CA1031 // Whatever stops a run must not stop the others; it is told with the command that replays it.
        catch (Exception e)
#pragma warning restore CA1031
        {
            return e;
        }
    }

    private RunCapture? Captures(VariantPlan variant, int run) => CaptureTo is { } folder && variant.Links.Any(link => link.Capture.IsOn)
        ? new RunCapture(
            CaptureFolder.Of(folder, VariantNames, variant.Name, run),
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
            NotBegun = Enumerable.Range(0, _work.Length).Count(item => _results[item] is null && _failures[item] is null),
        };
    }

    private static string Reason(RunFailure failure) => failure.Cause is InvariantViolation or UnwritableException
        ? $"{failure.Variant}, run {failure.Run}: {failure.Cause.Message}"
        : $"{failure.Variant}, run {failure.Run}: {failure.Cause.GetType().Name}: {failure.Cause.Message}";

    /// <summary>What is to be run.</summary>
    /// <param name="commandLine">For the manifest.</param>
    public ScenarioFacts Facts(IReadOnlyList<string> commandLine) => new()
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
