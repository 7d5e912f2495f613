using CsvHelper;

namespace Mpsim.Validation;

/// <summary>Reads measurements from CSV with a header line.</summary>
public static class ReferenceFile
{
    /// <exception cref="InvalidDataException">A column is missing or a figure is no number.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<Measurement> Read(string file)
    {
        try
        {
            var measurements = new List<Measurement>();
            using var csv = CsvReader.FromFile(file);
            while (csv.Read())
            {
                measurements.Add(new Measurement(
                    csv.GetString("row"), csv.GetString("congestion_control"), csv.GetString("set_up"), csv.GetString("work"),
                    csv.GetString("metric"), csv.GetString("unit"),
                    csv.Parse<double>("median"), csv.Parse<double>("minimum"), csv.Parse<double>("maximum")));
            }

            return measurements;
        }
        catch (Exception e) when (e is not (IOException or UnauthorizedAccessException))
        {
            throw new InvalidDataException($"{file}: not a file of measurements; expected the columns row, congestion_control, set_up, work, metric, unit, median, minimum, maximum, the last three with numbers", e);
        }
    }
}
