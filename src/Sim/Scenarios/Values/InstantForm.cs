using Mpsim.Models.Units;

namespace Mpsim.Scenarios.Values;

/// <summary>A point in time, written as the span since the start of the run.</summary>
internal sealed class InstantForm(Duration latest) : ValueForm<Instant>
{
    private readonly DurationForm _span = new(Duration.Zero, latest);

    public override string Expected => "a time since the start of the run such as 10 s";

    public override bool TryRead(string text, out Instant value, out Misreading problem)
    {
        var read = _span.TryRead(text, out var sinceStart, out problem);
        value = Instant.Zero + sinceStart;
        return read;
    }

    public override string Write(Instant value) => DurationForm.Text(value - Instant.Zero);
}
