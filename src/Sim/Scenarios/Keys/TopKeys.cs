using Mpsim.Models.Units;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The keys at the top of a scenario file.</summary>
internal sealed class TopKeys
{
    public readonly Key<string> Name = new("name", new NameForm("a name for charts and tables", most: 100), "What the scenario is called.");

    public readonly Key<string> Description = new("description", new NameForm("a text", hasLines: true, most: 10_000), "The question that the scenario answers.")
    { Absent = "empty" };

    public readonly Key<Duration> Duration = new("duration", Forms.Span, "The simulated time of a run; at most 24 h.");

    public readonly Key<ulong> Seed = new("seed", new SeedForm(),
        "The seed of all randomness. Variants share it, so that they differ only by design.")
    { Default = "1" };

    public readonly Key<int> Runs = new("runs", new IntegerForm(1, 10_000), "Replications per variant, each with its own randomness.")
    { Default = "1" };

    public readonly Key<string> Variant = new("variant", new VariantNameForm(), "The name under which the base scenario appears beside its variants.")
    { Default = "base" };

    public readonly Key<Duration> SampleInterval = new("sample_interval",
        new DurationForm(Models.Units.Duration.FromMilliseconds(1), Forms.LongestRun), "The spacing of samples in time series.")
    { Default = "100 ms" };

    public readonly Key<string> Template = new("template", new NameForm("the name of a [template](templates.md)"),
        "The topology over which the rest of the file is laid, key by key as a variant is laid over the file; `mpsim show` prints it, and what comes of it.")
    { Absent = "none" };

    public readonly Key Ip = new("ip", Forms.Families, "The IP versions that links carry which do not say otherwise.")
    { Absent = "`v4`" };

    public readonly Key Nodes = new("nodes", "a mapping of names to nodes", "The nodes: user equipment, servers, proxies, routers.");

    public readonly Key Links = new("links", "a mapping of names to links", "The links between the nodes.");

    public readonly Key Tunnels = new("tunnels", "a mapping of names to tunnels", "IP-in-IP tunnels between routers and proxies, and what is led into them.")
    { Absent = "none" };

    public readonly Key Flows = new("flows", "a mapping of names to flows", "What is transferred.");

    public readonly Key Attacks = new("attacks", "a mapping of names to attacks", "Sources of packets that mean harm.")
    { Absent = "none" };

    public readonly Key Events = new("events", "a list of events", "Changes of links at points in time.")
    { Absent = "none" };

    public readonly Key Population = new("population", "a mapping with subscribers, attach and classes", "Subscribers by the thousand, drawn from distributions.")
    { Absent = "none" };

    public readonly Key Selection = new("selection", "a list of rules",
        "Which of several proxies on the way of a session has it. The first rule whose conditions all hold decides, when the SYN meets the first of them; without one it is the nearest.")
    { Absent = "each proxy takes what its mode says" };

    public readonly Key Variants = new("variants", "a mapping of names to overrides",
        "Other designs to compare with, at most 100: each overrides keys of the base, by nested mappings or dotted paths; `null` removes a key. Their names are written as that of the base, `variant`.")
    { Absent = "none" };

    public readonly Key Expect = new("expect", "a list of bounds such as goodput(download) >= 45 Mbit/s",
        "Bounds that the results must keep; a breach makes the program exit with 1.")
    { Absent = "none" };

    public readonly Key Tolerances = new("tolerances", "a mapping of metrics to percentages",
        "How far a result may move from the committed baseline: relative, but for `share` the difference of the two shares.")
    { Absent = "those of the program" };

    public TopKeys() => Group = new KeyGroup("top level",
        [Name, Description, Duration, Seed, Runs, Variant, SampleInterval, Template, Ip, Nodes, Links, Tunnels, Flows, Attacks, Events, Population, Selection, Variants, Expect, Tolerances]);

    public KeyGroup Group { get; }

    /// <summary>The keys that a variant may not override, because all variants share them.</summary>
    public IReadOnlyList<Key> Shared => [Name, Description, Seed, Runs, Variant, SampleInterval, Variants, Expect, Tolerances];

    /// <summary>The keys that a variant may override.</summary>
    public IReadOnlyList<Key> PerVariant => [Duration, Template, Ip, Nodes, Links, Tunnels, Flows, Attacks, Events, Population, Selection];
}
