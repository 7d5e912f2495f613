using CsCheck;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>Random changes of one link: it goes down and comes back, or goes for good, or gets another rate or delay.</summary>
internal static class EventGenerator
{
    private static readonly Gen<string> Direction = Gen.Frequency((7, Gen.Const("")), (1, Gen.Const(", direction: up")), (1, Gen.Const(", direction: down")));

    private static readonly Gen<string> Signal = Yaml.OneOf("", ", signal: true");

    /// <summary>Short enough for a SYN to be sent again several times afterwards.</summary>
    private static readonly Gen<int> Length = Gen.Frequency((3, Gen.Int[1, 500]), (3, Gen.Int[500, 4_000]), (1, Gen.Int[4_000, 10_000]));

    /// <param name="link">Name of the link.</param>
    /// <param name="mayLeave">The link may go down and stay so.</param>
    /// <param name="isTraced">The link's rate comes from a trace.</param>
    public static Gen<string[]> Of(string link, bool mayLeave, bool isTraced) => Gen.Frequency(
        (6, Gen.Const(Array.Empty<string>())),
        (3, Outages(link)),
        (mayLeave ? 1 : 0, Departure(link)),
        (1, Change(link, "delay", Yaml.Milliseconds(0, 200)).Array[1, 3]),
        (isTraced ? 0 : 1, Change(link, "rate", Yaml.Number(0.2, 100, "Mbit/s")).Array[1, 3]));

    private static Gen<string[]> Outages(string link) => Gen.Select(
        Gen.Select(Gen.Int[0, 3_000], Length).Array[1, 2], Direction, Signal,
        (spans, direction, signal) =>
        {
            var now = 0;
            return spans.SelectMany(span =>
            {
                var (from, until) = (now + span.Item1, now + span.Item1 + span.Item2);
                now = until;
                return new[] { State(link, from, "down", direction + signal), State(link, until, "up", direction + signal) };
            }).ToArray();
        });

    private static Gen<string[]> Departure(string link) => Gen.Select(
        Gen.Int[0, 8_000], Signal, (at, signal) => new[] { State(link, at, "down", signal) });

    private static Gen<string> Change(string link, string key, Gen<string> value) => Gen.Select(
        Gen.Int[0, 5_000], value, Direction, (at, text, direction) => $"{{ at: {at} ms, link: {link}, {key}: {text}{direction} }}");

    private static string State(string link, int at, string state, string more) => $"{{ at: {at} ms, link: {link}, state: {state}{more} }}";
}
