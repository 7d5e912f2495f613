namespace Mpsim.Validation;

/// <summary>One figure that was measured on real hosts.</summary>
/// <param name="Row">Name of the set-up; in small letters that of the scenario file that models it.</param>
/// <param name="CongestionControl">In Linux's words.</param>
/// <param name="SetUp">What was measured.</param>
/// <param name="Work">What was transferred.</param>
/// <param name="Metric">What of it.</param>
/// <param name="Unit">Unit of the figures.</param>
/// <param name="Median">Over the repetitions.</param>
/// <param name="Minimum">Over the repetitions.</param>
/// <param name="Maximum">Over the repetitions.</param>
public sealed record Measurement(
    string Row, string CongestionControl, string SetUp, string Work, string Metric, string Unit, double Median, double Minimum, double Maximum);
