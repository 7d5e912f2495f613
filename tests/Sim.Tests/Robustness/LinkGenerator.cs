using CsCheck;
using Mpsim.Models.Network.Queues;

namespace Mpsim.Sim.Tests.Robustness;

/// <summary>Random links: rates, delays, queues, losses and traces of accesses, and the network behind the gateway.</summary>
internal static class LinkGenerator
{
    private static readonly Gen<string> Rate = Gen.OneOf(
        Yaml.Number(0.2, 100, "Mbit/s"),
        Yaml.Mapping(Yaml.Entry("down", Yaml.Number(0.2, 100, "Mbit/s")), Yaml.Entry("up", Yaml.Number(0.2, 50, "Mbit/s"))));

    private static readonly Gen<string> Queue = Gen.Frequency(
        (3, Gen.Int[2, 30].Select(packets => $"{packets} packets")),
        (3, Gen.Int[30, 500].Select(packets => $"{packets} packets")),
        (2, Gen.Int[3, 300].Select(size => $"{size} kB")),
        (2, Discipline()));

    /// <summary>At most some 5 % of the packets; bursts end soon enough that a SYN does not lose all its repetitions in one of them.</summary>
    private static readonly Gen<string> Loss = Gen.Frequency(
        (5, Gen.Const("")),
        (3, Yaml.Number(0.05, 5, "%")),
        (2, Yaml.Mapping(
            Yaml.Entry("model", "gilbert-elliott"),
            Yaml.Entry("p", Yaml.Number(0.05, 3, "%")),
            Yaml.Entry("r", Yaml.Number(30, 90, "%")),
            Yaml.Sometimes(30, Yaml.Entry("loss_good", Yaml.Number(0.01, 1, "%"))),
            Yaml.Entry("loss_bad", Yaml.Number(10, 50, "%")))));

    private static Gen<string> Impairments(RandomFamilies families, string ip) => Yaml.Joined(
        Gen.Const(ip),
        Yaml.Entry("delay", Yaml.Milliseconds(0, 150)),
        Yaml.Sometimes(25, Yaml.Entry("jitter", Yaml.Milliseconds(0, 30))),
        Yaml.Entry("queue", Queue),
        Yaml.Entry("loss", Loss),
        Yaml.Sometimes(25, Yaml.Entry("mtu", families.Mtu)),
        Yaml.Sometimes(15, Yaml.Entry("middleboxes", MiddleboxGenerator.Boxes(mayTranslate: true))));

    private static readonly Gen<string> OneWayImpairments = Yaml.Sometimes(15, Yaml.Entry("down", Yaml.Mapping(
        Yaml.Entry("delay", Yaml.Milliseconds(0, 150)),
        Yaml.Entry("loss", Loss),
        Yaml.Sometimes(50, Yaml.Entry("queue", Queue)))));

    /// <summary>Behind a gateway: mostly wide, sometimes the bottleneck.</summary>
    public static Gen<string> Core(RandomFamilies families) => Yaml.Mapping(
        Yaml.Entry("between", "[gateway, server]"),
        Gen.Const(families.Core),
        Yaml.Entry("rate", Yaml.Number(1, 1000, "Mbit/s")),
        Yaml.Entry("delay", Yaml.Milliseconds(0, 40)),
        Yaml.Sometimes(60, Yaml.Entry("queue", Queue)),
        Yaml.Sometimes(20, Yaml.Entry("loss", Yaml.Number(0.05, 2, "%"))),
        Yaml.Sometimes(8, Yaml.Entry("middleboxes", MiddleboxGenerator.Boxes(mayTranslate: false))));

    /// <param name="id">Name of the link.</param>
    /// <param name="farEnd">The node at its other end.</param>
    /// <param name="families">The IP versions of the scenario.</param>
    /// <param name="ip">The entry with those of this link, or nothing.</param>
    public static Gen<(string Text, RandomTrace? Trace)> Access(string id, string farEnd, RandomFamilies families, string ip) => Gen.Select(
        Gen.Frequency((4, Gen.Const((RandomTrace?)null)), (1, Trace(id))), Rate, Impairments(families, ip), OneWayImpairments, Gen.Bool,
        (trace, rate, impairments, oneWay, isUplink) =>
        {
            var traced = trace is null ? "" : $", trace: {{ file: {trace.FileName}, direction: {(isUplink ? "up" : "down")} }}";
            var more = oneWay.Length == 0 ? "" : $", {oneWay}";
            return ($"{{ between: [phone, {farEnd}], rate: {rate}, {impairments}{traced}{more} }}", trace);
        });

    /// <summary>Any discipline with its defaults, or close to them.</summary>
    private static Gen<string> Discipline() => Gen.Select(Gen.Int[0, QueueDisciplines.All.Count - 1].Select(index => QueueDisciplines.All[index]), Gen.Int[20, 500], Gen.Bool, (algorithm, limit, ecn) =>
        $"{{ discipline: {algorithm.Name}, limit: {limit} packets{(algorithm.Parameters.HasFlag(QueueParameters.Ecn) ? $", ecn: {(ecn ? "true" : "false")}" : "")} }}");

    /// <summary>A trace of a second or two, in either format, with pauses.</summary>
    private static Gen<RandomTrace?> Trace(string id) => Gen.OneOf(
        Gen.Int[0, 60].Array[5, 200].Select(gaps => Opportunities($"{id}.down", gaps)),
        Gen.OneOf(Gen.Double[0.2, 50], Gen.Const(0d)).Array[2, 8].Select(rates => Rates($"{id}.csv", rates)));

    private static RandomTrace? Opportunities(string file, int[] gaps)
    {
        var now = 0;
        var lines = gaps.Select(gap => $"{now += gap}").ToList();
        return new RandomTrace(file, string.Join('\n', lines.Append($"{now + 1}")) + "\n");
    }

    private static RandomTrace? Rates(string file, double[] rates)
    {
        var rows = rates.Select((rate, index) => $"{index * 0.25:0.00},{rate:0.###}");
        return new RandomTrace(file, $"seconds,rate_mbps\n{string.Join('\n', rows)}\n{rates.Length * 0.25:0.00},5\n");
    }
}
