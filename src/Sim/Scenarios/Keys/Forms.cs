using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios.Keys;

/// <summary>The forms that several keys share, and the limits of a scenario.</summary>
internal static class Forms
{
    public static readonly Duration LongestRun = Duration.FromSeconds(24 * 3600);

    public static readonly SwitchForm Switch = new();

    public static readonly RateForm Rate = new(ofNothing: "state: down");

    public static readonly PercentForm Percent = new();

    public static readonly AddressForm Address = new(IpFamilies.Both);

    public static readonly AddressForm AddressV4 = new(IpFamilies.V4);

    /// <summary>The words for the families in a list of them; see <see cref="Families"/>.</summary>
    public static readonly ChoiceForm<IpFamilies> Family = new("IP version", [("v4", IpFamilies.V4), ("v6", IpFamilies.V6)]);

    /// <summary>What belongs where one or both families are named.</summary>
    public const string Families = "v4, v6 or [v4, v6]";

    public static readonly QueueForm Queue = new();

    public static readonly CaptureForm Capture = new();

    public static readonly FrequencyForm Frequency = new();

    /// <summary>A delay may be zero, and more than a minute is surely a mistake.</summary>
    public static readonly DurationForm Delay = new(Duration.Zero, Duration.FromSeconds(60));

    /// <summary>A span that takes some time.</summary>
    public static readonly DurationForm Span = new(new Duration(1), LongestRun);

    public static readonly InstantForm Instant = new(LongestRun);

    public static readonly SizeForm Size = new(new ByteCount(1), new ByteCount(1L << 50));

    /// <summary>A buffer below a few segments cannot make progress; TCP's window ends at 1 GiB.</summary>
    public static readonly SizeForm Buffer = new(new ByteCount(4096), new ByteCount(1L << 30));

    public static readonly IntegerForm Weight = new(1, 1_000);

    public static readonly IntegerForm Count = new(0, int.MaxValue);

    /// <summary>A span that may be zero, as a bound of a result.</summary>
    public static readonly DurationForm Bound = new(Duration.Zero, LongestRun);

    public static ChoiceForm<string> NamesOf(string what, IReadOnlyList<string> names) =>
        new(what, [.. names.Select(name => (name, name))]);
}
