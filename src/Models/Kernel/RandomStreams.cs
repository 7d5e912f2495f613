namespace Mpsim.Models.Kernel;

/// <summary>Makes the random streams of one run.</summary>
/// <param name="seed">The seed of the scenario.</param>
/// <param name="run">The number of the replication.</param>
public sealed class RandomStreams(ulong seed, int run)
{
    public ulong Seed { get; } = seed;

    public int Run { get; } = run;

    /// <summary>The stream of a component; the same name gives the same numbers again, so a name belongs to one component.</summary>
    public RandomStream Create(string name) => new(Seed, Run, name);
}
