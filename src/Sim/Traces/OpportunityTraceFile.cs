using System.Globalization;
using Mpsim.Files;
using Mpsim.Models.Network;

namespace Mpsim.Traces;

/// <summary>
/// Reads packet-opportunity traces as mahimahi has them: one line per opportunity to transmit 1,500 bytes, holding its
/// time in whole milliseconds; times do not descend, and after the last the trace begins again.
/// </summary>
public static class OpportunityTraceFile
{
    /// <summary>Octets of the largest trace that is read: some ten million opportunities, which are an hour at 30 Mbit/s.</summary>
    public const long LargestFile = 64 << 20;

    /// <exception cref="TraceFormatException">A line is no time, or a time descends, or the trace is empty.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RateSchedule Read(string path)
    {
        using var reader = BoundedFile.ReadText(path, LargestFile);
        return Read(reader, path);
    }

    /// <param name="reader">The lines.</param>
    /// <param name="file">Name of the source, for errors.</param>
    public static RateSchedule Read(TextReader reader, string file)
    {
        var times = new List<int>();
        var number = 0;
        while (reader.ReadLine() is { } line)
        {
            number++;
            if (string.IsNullOrWhiteSpace(line))
            {
                continue;
            }

            if (!int.TryParse(line.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var time))
            {
                throw new TraceFormatException(file, number, $"'{line}' is not a time in whole milliseconds, such as 1234");
            }

            if (times.Count > 0 && time < times[^1])
            {
                throw new TraceFormatException(file, number, $"{time} ms comes after {times[^1]} ms; times must not descend");
            }

            times.Add(time);
        }

        if (times.Count == 0 || times[^1] == 0)
        {
            throw new TraceFormatException(file, Math.Max(1, number), "the trace ends at 0 ms; its last line must be a time greater than zero, at which it begins again");
        }

        return RateSchedule.Opportunities(times);
    }
}
