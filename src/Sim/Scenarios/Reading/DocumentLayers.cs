using Mpsim.Scenarios.Errors;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Templates;
using Mpsim.Scenarios.Yaml;

namespace Mpsim.Scenarios.Reading;

/// <summary>
/// The document that a variant is read from, made of up to four that lie over each other: the template, the file, the overrides of the command line, and the
/// variant's own. The one that lies highest and names a template says which it is, so that a variant may have another than the base.
/// </summary>
internal sealed class DocumentLayers(TreeMapping file, CommandLineOverrides commandLine, TopKeys keys, ErrorList errors)
{
    private readonly Dictionary<string, TreeMapping?> _templates = new(StringComparer.Ordinal);

    /// <param name="changes">The overrides of a variant; null for the base scenario.</param>
    /// <returns>Null, after telling so, where there is no such template: what would be laid over it says nothing by itself.</returns>
    public TreeMapping? Of(TreeMapping? changes)
    {
        var named = changes?.Find(keys.Template.Name) ?? commandLine.Find(keys.Template.Name) ?? file.Find(keys.Template.Name);
        var template = named is TreeScalar { IsNull: false } name ? Template(name) : null;
        if (template is null && named is TreeScalar { IsNull: false })
        {
            return null;
        }

        var document = template is null ? file : Overlay.Apply(template, file, Layer.File, errors);
        document = commandLine.ApplyTo(document);
        document = changes is null ? document : Overlay.Apply(document, changes, Layer.Variant, errors);

        // What is missing is missing in the file that the user can change.
        return new TreeMapping(file.Position, document.Entries);
    }

    /// <returns>Null, after telling so, where there is no such template.</returns>
    private TreeMapping? Template(TreeScalar name)
    {
        if (!_templates.TryGetValue(name.Value, out var template))
        {
            template = ScenarioTemplate.Find(name.Value) is { } found ? TreeParser.Parse(new SourceText(found.SourceName, found.Text), errors) as TreeMapping : null;
            _templates.Add(name.Value, template);
        }

        if (template is null)
        {
            errors.AddUnknown(name.Position, keys.Template.Name, "template", name.Value, [.. ScenarioTemplate.All.Select(each => each.Name)]);
        }

        return template;
    }
}
