namespace Mpsim.Sim.Tests.Captures;

/// <summary>What a comparison has found, so that one look at a scenario shows more than its first fault.</summary>
internal sealed class Faults
{
    /// <summary>Of one place no more are told, for one fault is often followed by many.</summary>
    private const int MostOfAPlace = 3;

    private readonly Dictionary<string, List<string>> _found = [];

    /// <summary>Does a comparison, and notes what it finds.</summary>
    /// <param name="place">Variant and place.</param>
    /// <param name="comparison">Fails by an exception.</param>
    public void Attempt(string place, Action comparison)
    {
        try
        {
            comparison();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (!_found.TryGetValue(place, out var faults))
            {
                _found.Add(place, faults = []);
            }

            faults.Add(e.Message);
        }
    }

    public void AreNone() =>
        Assert.True(_found.Count == 0, string.Join("\n", _found.SelectMany(each => each.Value.Take(MostOfAPlace).Select(fault => $"{each.Key}, {each.Value.Count} in all: {fault}"))));
}
