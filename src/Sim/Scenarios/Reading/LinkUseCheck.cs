using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Finds settings of links that have no effect, or one that takes the link away.</summary>
/// <param name="context">What all readers share.</param>
internal sealed class LinkUseCheck(ReadingContext context)
{
    private LinkKeys Keys => context.Keys.Link;

    public void Check(LinkPlan link, TreeEntry entry)
    {
        var reader = new MappingReader(entry.Value, $"links.{link.Id}", entry.Key.Position, Keys.Group, context.Errors);
        new IdleKeys(context, reader).Note([Keys.Rate], link.Up.Trace is null || link.Down.Trace is null, "both directions have the rate of a trace", "no rate, or a trace of one direction");
        (MappingReader Reader, DirectionPlan Plan)[] sides = [(reader.Open(Keys.Up, Keys.DirectionGroup), link.Up), (reader.Open(Keys.Down, Keys.DirectionGroup), link.Down)];
        Note(reader, sides, Keys.Jitter, plan => plan.Jitter <= plan.Delay,
            plan => $"a jitter of {Keys.Jitter.Form.Write(plan.Jitter)} is more than the delay of {Keys.Delay.Form.Write(plan.Delay)} that it is laid over: what would arrive before it is sent arrives at once",
            plan => $"at most {Keys.Delay.Form.Write(plan.Delay)}");
        Note(reader, sides, Keys.Loss, plan => plan.Loss is not BernoulliLossPlan { Loss.Value: >= 1 },
            _ => "everything is lost, so that nothing ever passes", _ => "less than 100 %; an event with state: down takes a link away for a time");
    }

    /// <summary>Notes a key where it stands: under a direction, or at the link for those that do not have it.</summary>
    private void Note(MappingReader link, (MappingReader Reader, DirectionPlan Plan)[] sides, Key key, Predicate<DirectionPlan> isSound, Func<DirectionPlan, string> message, Func<DirectionPlan, string> remedy)
    {
        var ofLink = Array.FindAll(sides, side => side.Reader.Find(key) is null).Select(side => (Reader: link, side.Plan)).OrderBy(side => isSound(side.Plan)).Take(1);
        foreach (var (reader, plan) in Array.FindAll(sides, side => side.Reader.Find(key) is not null).Concat(ofLink))
        {
            new IdleKeys(context, reader).Note([key], isSound(plan), message(plan), remedy(plan));
        }
    }
}
