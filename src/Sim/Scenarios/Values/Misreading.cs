namespace Mpsim.Scenarios.Values;

/// <summary>Why a text is not a value of the wanted form.</summary>
/// <param name="Message">What is wrong, as a clause.</param>
/// <param name="Nearest">What was probably meant; null when there is no guess.</param>
/// <param name="SaysAll">The message names the bounds itself, and the form that is expected would add nothing.</param>
internal readonly record struct Misreading(string Message, string? Nearest = null, bool SaysAll = false);
