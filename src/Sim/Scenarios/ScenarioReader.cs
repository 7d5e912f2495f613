using Mpsim.Scenarios.Errors;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Reading;
using Mpsim.Scenarios.Values;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios;

/// <summary>
/// Reads a scenario file: parses it into a tree that knows its positions, lays it over its template and the overrides of the command line over it, then per
/// variant lays the variant's overrides over that and checks the result.
/// </summary>
public sealed class ScenarioReader
{
    private const int MostVariants = 100;

    private readonly ReadingContext _context;
    private readonly ErrorList _errors = new();
    private readonly SourceText _source;
    private readonly IReadOnlyList<string> _overrides;

    private ScenarioReader(string file, string text, IReadOnlyList<string> overrides, PluginNames names)
    {
        _source = new SourceText(file, text);
        _context = new ReadingContext(new ScenarioKeys(names), _errors, Path.GetDirectoryName(file) ?? "");
        _overrides = overrides;
    }

    private TopKeys Keys => _context.Keys.Top;

    /// <summary>Reads a file; a file that cannot be opened is an error like any other.</summary>
    /// <param name="file">The path, as the user gave it.</param>
    /// <param name="overrides">Each <c>dotted.path=value</c>; they apply to the base scenario, and variants lie over them.</param>
    /// <param name="names">The algorithms that exist.</param>
    public static ScenarioReading Read(string file, IReadOnlyList<string> overrides, PluginNames names) =>
        ScenarioFiles.Read(file, out var problem) is { } text ? ReadText(text, file, overrides, names) : new ScenarioReading(null, [problem!]);

    /// <summary>Reads a text as if it were the content of a file; the file's directory is where traces are sought.</summary>
    public static ScenarioReading ReadText(string text, string file, IReadOnlyList<string> overrides, PluginNames names) =>
        new ScenarioReader(file, text, overrides, names).Read();

    private ScenarioReading Read()
    {
        var plan = Document() is { } document ? Plan(new DocumentLayers(document, new CommandLineOverrides(_overrides, _errors), Keys, _errors)) : null;
        return _errors.Count == 0 ? new ScenarioReading(plan, []) { Warnings = _errors.Idle.Warnings() } : new ScenarioReading(null, _errors.Sorted(_source.Name));
    }

    private TreeMapping? Document()
    {
        var root = TreeParser.Parse(_source, _errors);
        if (root is TreeMapping document)
        {
            return document;
        }

        if (_errors.Count == 0)
        {
            var position = root?.Position ?? new SourcePosition(_source, 1, 1, 1);
            _errors.Add(position, "", root is null ? "the file is empty" : $"{root.Describe()} stands where the scenario's keys belong",
                "keys such as name, duration, nodes, links, flows");
        }

        return null;
    }

    private ScenarioPlan? Plan(DocumentLayers layers)
    {
        if (layers.Of(null) is not { } document)
        {
            return null;
        }

        var top = new MappingReader(document, "", new SourcePosition(_source, 1, 1, 1), Keys.Group, _errors);
        var variants = Variants(layers, document, top);
        top.TryRead(Keys.Description, out var description);
        var expectations = new ExpectationReader(_context, variants);
        return new ScenarioPlan
        {
            Name = top.Read(Keys.Name),
            Description = description.Trim(),
            SourceFile = _source.Name,
            SourceText = _source.Text,
            Overrides = _overrides,
            Seed = top.Read(Keys.Seed),
            Runs = top.Read(Keys.Runs),
            SampleInterval = top.Read(Keys.SampleInterval),
            Variants = variants,
            Expectations = [.. top.Items(Keys.Expect).Select(expectations.Read).OfType<ExpectationPlan>()],
            Tolerances = Tolerances(top),
        };
    }

    private List<VariantPlan> Variants(DocumentLayers layers, TreeMapping document, MappingReader top)
    {
        var reader = new VariantReader(_context);
        List<VariantPlan> variants = [reader.Read(document, top.Read(Keys.Variant))];
        var entries = top.NamedEntries(Keys.Variants);
        if (entries.Count > MostVariants)
        {
            _errors.Add(top.PositionOf(Keys.Variants), Keys.Variants.Name, $"there are {entries.Count} variants", $"at most {MostVariants}");
            return variants;
        }

        foreach (var (name, value) in entries)
        {
            var path = $"{Keys.Variants.Name}.{(name.Value.Length > VariantNameForm.Longest ? name.Value[..VariantNameForm.Longest] + "…" : name.Value)}";
            if (variants.Exists(variant => variant.Name == name.Value))
            {
                _errors.Add(name.Position, path, $"'{name.Value}' is already the name of the base scenario", "another name");
            }
            else if (!Keys.Variant.Form.TryRead(name.Value, out _, out var problem))
            {
                _errors.Add(name.Position, path, problem.Message, Keys.Variant.Form.Expected);
            }
            else if (value is not TreeMapping changes)
            {
                _errors.Add(value.Position, path, $"{value.Describe()} stands where overrides belong", "a mapping such as { links.lte.rate: 5 Mbit/s }");
            }
            else
            {
                _errors.Variant = name.Value;
                CheckOverridable(changes, path);
                OverrideKeys.CheckOnce(changes, path, _errors);
                _errors.Idle.Note(name.Position, path, changes.Entries.Count > 0, "the variant changes nothing", "a mapping such as { links.lte.rate: 5 Mbit/s }");
                if (layers.Of(changes) is { } changed)
                {
                    variants.Add(reader.Read(changed, name.Value));
                }

                _errors.Variant = null;
            }
        }

        return variants;
    }

    // Keys that do not exist at all are found when the variant is read.
    private void CheckOverridable(TreeMapping changes, string path)
    {
        List<string> possible = [.. Keys.PerVariant.Select(key => key.Name)];
        foreach (var (key, _) in changes.Entries)
        {
            var first = key.Value.Split('.')[0];
            if (Keys.Shared.Any(shared => shared.Name == first))
            {
                _errors.Add(key.Position, $"{path}.{key.Value}", $"'{first}' is the same for all variants",
                    "one of " + string.Join(", ", possible));
            }
        }
    }

    private TolerancePlan Tolerances(MappingReader top)
    {
        var tolerances = new List<MetricTolerance>();
        foreach (var (name, value) in top.NamedEntries(Keys.Tolerances))
        {
            var path = $"{Keys.Tolerances.Name}.{name.Value}";
            if (!MetricNames.Form.TryRead(name.Value, out var metric, out var problem))
            {
                _errors.Add(name.Position, path, problem.Message, MetricNames.Form.Expected, problem.Nearest);
            }
            else if (top.TryRead(value, path, Forms.Percent, out var tolerance))
            {
                tolerances.Add(new MetricTolerance(metric, tolerance.Value));
            }
        }

        return new TolerancePlan(tolerances);
    }
}
