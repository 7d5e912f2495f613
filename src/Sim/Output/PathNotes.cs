using Mpsim.Results;

namespace Mpsim.Output;

/// <summary>Says of flows that have less over several paths than over one of them alone: two paths are not always more than one.</summary>
public static class PathNotes
{
    /// <summary>One line a flow and variant; none where there is nothing to say.</summary>
    public static IEnumerable<string> Of(ScenarioResult result) => SlowerTogether.Of(result).Select(each =>
        $"note: {each.Flow} has {NumberText.Readable(each.GoodputTogether)} Mbit/s over {string.Join(" and ", each.Paths)} ('{each.Together}'), but {NumberText.Readable(each.GoodputAlone)} Mbit/s over {each.Path} alone ('{each.Alone}')");
}
