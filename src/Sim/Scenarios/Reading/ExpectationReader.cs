using System.Text.RegularExpressions;
using Mpsim.Scenarios.Errors;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>Reads expectations: <c>metric(flow) >= value</c>, with the link of a share and the variant as further arguments.</summary>
internal sealed partial class ExpectationReader(ReadingContext context, IReadOnlyList<VariantPlan> variants)
{
    private const string Form = "metric(flow) >= value, such as goodput(download) >= 45 Mbit/s or share(download, lte) <= 20 %";

    private ExpectKeys Keys => context.Keys.Expect;

    /// <returns>Null when the expectation cannot be read.</returns>
    public ExpectationPlan? Read(TreeNode node, int index)
    {
        var path = $"expect.{index}";
        if (node is TreeScalar { IsNull: false } scalar)
        {
            return Parse(scalar, path, variants[0]);
        }

        var reader = new MappingReader(node, path, node.Position, Keys.Group, context.Errors);
        reader.Read(Keys.That);
        var variant = variants[0];
        if (reader.TryRead(Keys.Variant, out var name))
        {
            variant = Variant(reader.Find(Keys.Variant)!.Position, reader.PathOf(Keys.Variant), name) ?? variant;
        }

        return reader.Find(Keys.That) is TreeScalar that ? Parse(that, reader.PathOf(Keys.That), variant) : null;
    }

    private ExpectationPlan? Parse(TreeScalar scalar, string path, VariantPlan variant)
    {
        var match = Grammar().Match(scalar.Value);
        if (!match.Success)
        {
            context.Errors.Add(scalar.Position, path, $"'{scalar.Value}' is not an expectation", Form);
            return null;
        }

        if (!MetricNames.Form.TryRead(match.Groups["metric"].Value, out var metric, out var problem))
        {
            context.Errors.Add(At(scalar, match.Groups["metric"]), path, problem.Message, MetricNames.Form.Expected, problem.Nearest);
            return null;
        }

        if (Arguments(scalar, path, match.Groups["arguments"], metric, variant) is not var (flow, link, about)
            || Bound(scalar, path, match.Groups["value"], metric) is not { } bound)
        {
            return null;
        }

        return new ExpectationPlan
        {
            Text = scalar.Value,
            Metric = metric,
            Flow = flow,
            Link = link,
            Variant = about.Name,
            Comparison = Comparison(match.Groups["operator"].Value),
            Bound = bound,
            Line = scalar.Position.Source.Name == SourceText.CommandLineName ? 0 : scalar.Position.Line,
        };
    }

    private (string Flow, string? Link, VariantPlan Variant)? Arguments(
        TreeScalar scalar, string path, Group group, Metric metric, VariantPlan variant)
    {
        var arguments = group.Value.Split(',').Select(argument => argument.Trim()).ToList();
        var isOfPath = metric is Metric.Share or Metric.ShareUp or Metric.ShareDown;
        var required = isOfPath ? 2 : 1;
        if (arguments.Count < required || arguments.Count > required + 1)
        {
            var expected = isOfPath ? "share(flow, link) or share(flow, link, variant)" : MetricNames.IsOfProxy(metric) ? "the proxy, and perhaps a variant" : MetricNames.IsOfPorts(metric) ? "the node or link where addresses are shared, and perhaps a variant" : "the flow, and perhaps a variant";
            context.Errors.Add(At(scalar, group), path, $"the metric does not have {arguments.Count} arguments", expected);
            return null;
        }

        var position = At(scalar, group);
        if (arguments.Count > required)
        {
            var named = Variant(position, path, arguments[required]);
            if (named is null)
            {
                return null;
            }

            variant = named;
        }

        var known = MetricNames.IsOfProxy(metric)
            ? Known(position, path, "proxy", arguments[0], [.. variant.Nodes.Where(node => node.Proxy is not null).Select(node => node.Id)])
            : MetricNames.IsOfPorts(metric) ? Known(position, path, "place where addresses are shared", arguments[0], PlacesOf(variant))
            : Known(position, path, "flow", arguments[0], [.. variant.Flows.Select(flow => flow.Id)]);
        var link = isOfPath ? arguments[1] : null;
        known &= link is null || Known(position, path, "link", link, [.. variant.Links.Concat(variant.Population.SelectMany(group => group.Accesses).Select(access => access.Link)).Select(each => each.Id).Distinct()]);
        if (known && link is not null && variant.Flow(arguments[0]) is var flow && flow.LanLink != link && !flow.Via.Contains(link))
        {
            context.Errors.Add(position, path, $"the flow '{flow.Id}' does not go over '{link}' in '{variant.Name}', so that it has no share of it", "one of " + string.Join(", ", flow.Via));
            return null;
        }

        return known ? (arguments[0], link, variant) : null;
    }

    /// <summary>The nodes and links with a NAPT, and the proxies whose addresses servers see.</summary>
    private static List<string> PlacesOf(VariantPlan variant) =>
    [
        .. NaptSite.Of(variant.Nodes, variant.Links).Select(site => site.Name),
        .. variant.Nodes.Where(node => node.Proxy is { Mode: not (ProxyMode.Cpe or ProxyMode.Forward) } proxy && (proxy.Steering.Rewrites || variant.Flows.Any(flow => flow.Proxy?.Proxy == node.Id))).Select(node => node.Id),
    ];

    private bool Known(SourcePosition position, string path, string what, string name, IReadOnlyList<string> names)
    {
        if (names.Contains(name))
        {
            return true;
        }

        context.Errors.AddUnknown(position, path, what, name, names);
        return false;
    }

    private VariantPlan? Variant(SourcePosition position, string path, string name)
    {
        var variant = variants.FirstOrDefault(variant => variant.Name == name);
        if (variant is null)
        {
            context.Errors.AddUnknown(position, path, "variant", name, [.. variants.Select(each => each.Name)]);
        }

        return variant;
    }

    private double? Bound(TreeScalar scalar, string path, Group group, Metric metric)
    {
        if (MetricNames.TryReadBound(metric, group.Value, out var bound, out var expected, out var problem))
        {
            return bound;
        }

        context.Errors.Add(At(scalar, group), path, problem.Message, expected, problem.Nearest);
        return null;
    }

    private static Comparison Comparison(string text) => text switch
    {
        ">=" => Plan.Comparison.AtLeast,
        "<=" => Plan.Comparison.AtMost,
        ">" => Plan.Comparison.Above,
        _ => Plan.Comparison.Below,
    };

    private static SourcePosition At(TreeScalar scalar, Group part) => scalar.IsPlain
        ? scalar.Position with { Column = scalar.Position.Column + part.Index, Length = Math.Max(1, part.Length) }
        : scalar.Position;

    [GeneratedRegex(@"^\s*(?<metric>\w+)\s*\((?<arguments>[^()]*)\)\s*(?<operator>>=|<=|>|<)\s*(?<value>[^<>=].*?)\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Grammar();
}
