using Mpsim.Models.Network.Middleboxes;
using Mpsim.Models.Units;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;

namespace Mpsim.Scenarios;

/// <summary>A middlebox written out with every default filled in: the part of <see cref="ResolvedParameters"/> that its kind reads.</summary>
internal sealed class MiddleboxParameters
{
    private readonly List<KeyValuePair<string, string>> _parameters = [];
    private readonly string _path;
    private readonly MiddleboxKeys _keys;
    private readonly SharingKeys _sharing;

    private MiddleboxParameters(string path, MiddleboxKeys keys, SharingKeys sharing)
    {
        _path = path;
        _keys = keys;
        _sharing = sharing;
    }

    public static IReadOnlyList<KeyValuePair<string, string>> Of(MiddleboxPlan box, string path, MiddleboxKeys keys, SharingKeys sharing)
    {
        var writer = new MiddleboxParameters(path, keys, sharing);
        writer.Add(keys.Box.Name, box.Settings.Box);
        writer.AddSettings(box);
        return writer._parameters;
    }

    private void Add(string key, string value) => _parameters.Add(new KeyValuePair<string, string>($"{_path}.{key}", value));

    private void Add<T>(Key<T> key, T value) => Add(key.Name, key.Form.Write(value));

    private void AddSettings(MiddleboxPlan box)
    {
        var settings = box.Settings;
        var uses = Middleboxes.Find(settings.Box)!.Uses;
        if (uses.HasFlag(MiddleboxUses.Headings))
        {
            Add(_keys.Direction, (LinkDirections)settings.Headings);
        }

        if (box.From is { } from)
        {
            Add(_keys.From, from);
        }

        if (box.Until is { } until)
        {
            Add(_keys.Until, until);
        }

        if (uses.HasFlag(MiddleboxUses.Options))
        {
            Add(_keys.On, settings.On);
            var options = _keys.Option.Values.Where(option => settings.Subtypes.HasFlag(option)).Select(_keys.Option.Write);
            Add(_keys.Options.Name, $"[{string.Join(", ", options)}]");
        }

        AddSegments(settings, uses);
        if (uses.HasFlag(MiddleboxUses.Alteration))
        {
            Add(_keys.Offset, new ByteCount(settings.At));
            if (settings.Every > 0)
            {
                Add(_keys.Every, new ByteCount(settings.Every));
            }

            Add(_keys.Replace, new ByteCount(settings.Removed));
            Add(_keys.By, new ByteCount(settings.Inserted));
        }

        if (settings.Napt is { } napt)
        {
            AddNapt(box, napt);
        }
    }

    private void AddSegments(MiddleboxSettings settings, MiddleboxUses uses)
    {
        if (uses.HasFlag(MiddleboxUses.Size))
        {
            Add(_keys.Size, new ByteCount(settings.Size));
        }

        if (uses.HasFlag(MiddleboxUses.Hold))
        {
            Add(_keys.Hold, settings.Hold);
        }

        if (uses.HasFlag(MiddleboxUses.Dss))
        {
            Add(_keys.Dss, settings.KeepsDss);
        }

        if (uses.HasFlag(MiddleboxUses.TimeToLive))
        {
            Add(_keys.Ttl, settings.TimeToLive);
        }

        if (uses.HasFlag(MiddleboxUses.Addition))
        {
            Add(_keys.OptionKind, settings.OptionKind);
            Add(_keys.OptionLength, new ByteCount(settings.OptionLength));
        }
    }

    private void AddNapt(MiddleboxPlan box, NaptSettings napt)
    {
        if (!box.PublicAddress.IsNone)
        {
            Add(_keys.Address, box.PublicAddress);
        }

        Add(_keys.Mapping, napt.Mapping);
        Add(_keys.Filtering, napt.Filtering);
        Add(_keys.Ports, (napt.Sharing.FirstPort, napt.Sharing.LastPort));
        foreach (var (key, value) in ResolvedParameters.SharingOf(box.Sharing, _sharing, isAtProxy: false))
        {
            Add($"{_keys.Sharing.Name}.{key}", value);
        }

        Add($"{_keys.Timeouts.Name}.{_keys.Syn.Name}", _keys.Syn.Form.Write(napt.SynTimeout));
        Add($"{_keys.Timeouts.Name}.{_keys.Established.Name}", _keys.Established.Form.Write(napt.EstablishedTimeout));
        Add($"{_keys.Timeouts.Name}.{_keys.Transitory.Name}", _keys.Transitory.Form.Write(napt.TransitoryTimeout));
        if (box.Forward is { } forward)
        {
            Add(_keys.Forward, forward);
        }

        Add(_keys.Reset, napt.ResetsUnknown);
    }
}
