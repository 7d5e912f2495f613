using System.Collections.Concurrent;
using System.Globalization;
using System.Threading.Tasks;
using CsCheck;
using Mpsim.Models.Kernel;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>
/// Whole scenarios made up at random: they validate, break no invariant, leave no transfer stuck that the network would let end, and
/// give the same run again. A failure prints the seed of the generator, the scenario and the command that replays it.
/// </summary>
public sealed class RandomScenarioTests
{
    /// <summary>One in so many is run twice.</summary>
    private const int Repeated = 10;

    /// <summary>Scenarios of every test run: always the same, since the gate must judge a change and not the day's luck.</summary>
    private const int Gate = 1_000;

    /// <summary>Scenarios of a soak, which are new ones each time, and are made smaller when they fail.</summary>
    private static readonly long? Soak = long.TryParse(Environment.GetEnvironmentVariable("MPSIM_SOAK"), CultureInfo.InvariantCulture, out var count) ? count : null;

    /// <summary>Where a soak begins in the numbered scenarios: it then runs all of its number, and tells all that fail, as they are. The same number is the same scenario.</summary>
    private static readonly ulong? First = ulong.TryParse(Environment.GetEnvironmentVariable("MPSIM_SOAK_FROM"), CultureInfo.InvariantCulture, out var first) ? first : null;

    /// <summary>The texts of the gate's scenarios.</summary>
    private static readonly Lazy<string[]> Texts = new(() => [.. Enumerable.Range(0, Gate).Select(index => Numbered(1, (ulong)index).Text)]);

    /// <summary>What is never mixed is never tried, and a condition too many in a generator keeps things apart without a sign.</summary>
    [Theory]
    [InlineData("mode: cpe", "mptcp: false")]
    [InlineData("mode: cpe", "kind: balancer")]
    [InlineData("tunnels:", "oversize: fragment")]
    [InlineData("tunnels:", "ip: v6, oversize")]
    [InlineData("tunnels:", "state: crash")]
    [InlineData("kind: router", "steering: { announce: core, c_flag: false")]
    [InlineData("toward_server: rewrite")]
    [InlineData("access_reports:", "access: third-party-wlan }")]
    [InlineData("mtu_discovery: false", "mss_clamp")]
    [InlineData("kind: balancer", "services:")]
    [InlineData("kind: balancer", "state: crash")]
    [InlineData("state: crash", "services:")]
    [InlineData("standby: hot", "services:")]
    [InlineData("attacks:", "fast_open: both")]
    [InlineData("attacks:", "services:")]
    [InlineData("napt: ", "address: 10.99", "fast_open")]
    [InlineData("subflows_per_session: 1", "signal: true")]
    [InlineData("subflows_per_session: 1", "pending_joins")]
    [InlineData("template: ", "mode: transparent")]
    [InlineData("template: ", "state: down")]
    [InlineData("population:", "limits:")]
    [InlineData("population:", "mptcp_share:")]
    public void Scenarios_of_the_gate_have_together(params string[] parts) =>
        Assert.Contains(Texts.Value, text => parts.All(part => text.Contains(part, StringComparison.Ordinal)));

    [Fact]
    public void Random_scenario_ends_as_the_network_allows()
    {
        if (Soak is { } count && First is { } first)
        {
            Survey(first, count);
            return;
        }

        if (Soak is { } cases)
        {
            ScenarioGenerator.Scenarios.Sample(Keep, iter: cases);
            return;
        }

        Parallel.For(0, Gate, index => Keep(Numbered(1, (ulong)index)));
    }

    private static RandomScenario Numbered(uint stream, ulong index) => ScenarioGenerator.Scenarios.Generate(new PCG(stream, index), null, out _);

    private static void Survey(ulong first, long count)
    {
        var failures = new ConcurrentBag<(long Index, string What)>();
        Parallel.For(0, count, index =>
        {
            try
            {
                Keep(Numbered(2, first + (ulong)index));
            }
            catch (InvalidOperationException e)
            {
                failures.Add((index, e.Message));
            }
        });
        Assert.True(failures.IsEmpty, $"{failures.Count} of {count} scenarios failed\n{string.Join('\n', failures.OrderBy(failure => failure.Index).Select(failure => $"{first + (ulong)failure.Index}: {failure.What}"))}");
    }

    private static void Keep(RandomScenario scenario)
    {
        try
        {
            Run(scenario);
        }
        catch (Exception e)
        {
            var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "failures", $"{NameHash.Of(scenario.Text):x16}")).FullName;
            var file = scenario.WriteTo(folder);
            throw new InvalidOperationException($"{e.Message}\nreplay: dotnet run -c Release --project src/Sim -- run {file}\n{scenario.Text}", e);
        }
    }

    private static void Run(RandomScenario scenario)
    {
        if (NameHash.Of(scenario.Text) % Repeated == 0)
        {
            ScenarioTrial.RunTwice(scenario);
        }
        else
        {
            ScenarioTrial.Run(scenario);
        }
    }
}
