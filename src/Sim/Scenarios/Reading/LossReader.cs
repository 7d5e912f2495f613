using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads random loss: a percentage or a model.</summary>
internal sealed class LossReader(ReadingContext context)
{
    public LossPlan? Read(TreeNode node, string path)
    {
        var keys = context.Keys.Loss;
        if (node is not TreeMapping)
        {
            var single = new MappingReader(null, path, node.Position, keys.Group, context.Errors);
            return single.TryRead(node, path, keys.P.Form, out var probability) && probability.Value > 0
                ? new BernoulliLossPlan(probability)
                : null;
        }

        var reader = new MappingReader(node, path, node.Position, keys.Group, context.Errors);
        var p = reader.Read(keys.P);
        var before = context.Errors.Reports;
        var model = reader.Read(keys.Model);
        if (context.Errors.Reports != before)
        {
            // What else an unknown model needs is open.
            return null;
        }

        if (model == "bernoulli")
        {
            reader.ReportMeaningless([keys.R, keys.LossGood, keys.LossBad], null, "the model 'bernoulli' has no such parameter");
            return new BernoulliLossPlan(p);
        }

        if (!reader.TryRead(keys.R, out var r))
        {
            reader.ReportMissing(keys.R);
        }

        return new GilbertElliottLossPlan(p, r, reader.Read(keys.LossGood), reader.Read(keys.LossBad));
    }
}
