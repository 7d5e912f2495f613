namespace Mpsim.Results;

/// <summary>A flow that has less over several paths together than over one of them alone, in two variants that differ in nothing else which that one path sees.</summary>
/// <param name="Flow">Name of the flow.</param>
/// <param name="Together">The variant in which it uses several paths.</param>
/// <param name="Paths">Those that carried something.</param>
/// <param name="Alone">The variant in which it uses one.</param>
/// <param name="Path">That one.</param>
/// <param name="GoodputTogether">Mbit/s, mean over the runs.</param>
/// <param name="GoodputAlone">Mbit/s, mean over the runs.</param>
public sealed record SlowerTogether(string Flow, string Together, IReadOnlyList<string> Paths, string Alone, string Path, double GoodputTogether, double GoodputAlone)
{
    /// <summary>What the difference must exceed in every run: less says nothing.</summary>
    private const double Slack = 0.02;

    /// <summary>A path with a smaller part was not used.</summary>
    private const double LeastShare = 0.01;

    /// <summary>For each flow and variant the best path alone, where that is better.</summary>
    public static IReadOnlyList<SlowerTogether> Of(ScenarioResult result)
    {
        IReadOnlyList<FlowSummary> summaries = FlowSummary.Of(result);
        var variants = result.Facts.Variants.ToDictionary(variant => variant.Name, variant => new Setting(variant.Parameters));
        return (from together in summaries
                let used = together.Paths.Where(path => together.Runs.Average(run => run.ShareOf(path) ?? 0) >= LeastShare).ToArray()
                where used.Length > 1
                let best = summaries.Where(alone => IsBetter(alone, together) && variants[together.Variant].Contains(variants[alone.Variant], together.Flow)).MaxBy(alone => Mean(alone))
                where best is not null
                select new SlowerTogether(together.Flow, together.Variant, used, best.Variant, variants[best.Variant].Via(best.Flow)[0], Mean(together), Mean(best))).ToArray();
    }

    private static double Mean(FlowSummary summary) => summary.Runs.Average(run => run.GoodputMbps);

    private static bool IsBetter(FlowSummary alone, FlowSummary together) => alone.Flow == together.Flow && alone.Variant != together.Variant && alone.Runs.Count == together.Runs.Count
        && alone.Runs.Zip(together.Runs).All(run => run.First.GoodputMbps > run.Second.GoodputMbps * (1 + Slack));

    /// <summary>The parameters of a variant.</summary>
    private sealed class Setting(IReadOnlyList<KeyValuePair<string, string>> parameters)
    {
        private readonly Dictionary<string, string> _values = parameters.DistinctBy(each => each.Key).ToDictionary(each => each.Key, each => each.Value);

        public string[] Via(string flow) => _values.GetValueOrDefault(KeyOfVia(flow), "[]").Trim('[', ']').Split(", ", StringSplitOptions.RemoveEmptyEntries);

        /// <summary>The other one uses a single one of this one's paths, and all else is equal but for links that it does not use, nor anybody else.</summary>
        public bool Contains(Setting alone, string flow)
        {
            string[] all = Via(flow);
            if (alone.Via(flow) is not [var single] || all.Length < 2 || !all.Contains(single))
                return false;

            string[] free = all.Where(link => link != single && !UsesElsewhere(link, flow) && !alone.UsesElsewhere(link, flow)).ToArray();
            return _values.Keys.Union(alone._values.Keys).All(key =>
                key == KeyOfVia(flow) || free.Any(link => key.StartsWith($"links.{link}.", StringComparison.Ordinal)) || _values.GetValueOrDefault(key) == alone._values.GetValueOrDefault(key));
        }

        private bool UsesElsewhere(string link, string flow) => _values.Any(each => each.Key.EndsWith(".via", StringComparison.Ordinal) && each.Key != KeyOfVia(flow) && each.Value.Contains(link, StringComparison.Ordinal))
            || _values.Keys.Any(key => key.StartsWith("attacks.", StringComparison.Ordinal));

        private static string KeyOfVia(string flow) => $"flows.{flow}.via";
    }
}
