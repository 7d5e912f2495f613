using System.Globalization;

namespace Mpsim.Captures;

/// <summary>A ladder as text: a line for each packet.</summary>
internal static class LadderText
{
    public static void Write(Ladder ladder, TextWriter writer)
    {
        var places = ladder.Steps.Select(step => $"{step.Source} → {step.Destination}").ToArray();
        var placeWidth = places.Select(place => place.Length).DefaultIfEmpty(0).Max();
        var linkWidth = ladder.Steps.Select(step => step.Interface.Length).DefaultIfEmpty(0).Max();
        var headerWidth = Math.Min(48, ladder.Steps.Select(step => step.Header.Length).DefaultIfEmpty(0).Max());
        foreach (var (place, step) in places.Zip(ladder.Steps))
        {
            var time = (step.Time.Nanoseconds / 1_000_000_000m).ToString("0.000000", CultureInfo.InvariantCulture);
            var line = $"{time,12}  {step.Interface.PadRight(linkWidth)}  {place.PadRight(placeWidth)}  {step.Header.PadRight(headerWidth)}  {step.Options}";
            writer.WriteLine(step.Comment is null ? line.TrimEnd() : $"{line.TrimEnd()}  ({step.Comment})");
        }
    }
}
