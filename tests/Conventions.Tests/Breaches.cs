namespace Mpsim.Conventions.Tests;

/// <summary>Tells all breaches of a convention at once, each in full.</summary>
internal static class Breaches
{
    public static void None(IEnumerable<string> found)
    {
        var all = found.Distinct().ToArray();
        Assert.True(all.Length == 0, string.Join('\n', all));
    }
}
