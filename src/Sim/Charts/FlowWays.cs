using Mpsim.Results;

namespace Mpsim.Charts;

/// <summary>
/// Which way the data of a flow go. A variant may turn a flow round, which keeps its name, so that a chart of it has downloads and uploads side by side and must say which is which.
/// </summary>
public static class FlowWays
{
    /// <summary><c>toward phone</c> or <c>from phone</c>, after the end that receives in the first variant; empty where all variants go one way.</summary>
    public static string Of(ScenarioResult result, string variant, string flow)
    {
        (string From, string To)[] ways = [.. result.Facts.Variants.Select(facts => Ends(facts, flow)).Where(ends => ends.To.Length > 0)];
        if (ways.Length == 0 || !ways.Any(ends => ends.From == ways[0].To))
            return "";
        VariantFacts? asked = result.Facts.Variants.FirstOrDefault(facts => facts.Name == variant);
        return asked is not null && Ends(asked, flow).From == ways[0].To ? $"from {ways[0].To}" : $"toward {ways[0].To}";
    }

    private static (string From, string To) Ends(VariantFacts variant, string flow)
    {
        string from = "", to = "";
        foreach ((string key, string value) in variant.Parameters)
        {
            if (key == $"flows.{flow}.from")
                from = value;
            else if (key == $"flows.{flow}.to")
                to = value;
        }

        return (from, to);
    }
}
