using System.Numerics;

namespace Mpsim.Models.Kernel;

/// <summary>
/// A running 64-bit hash of the event sequence (time and target of each). Two runs with equal fingerprints did the
/// same things in the same order; a changed one shows that behaviour changed, though not where.
/// </summary>
public sealed class Fingerprint
{
    private const ulong OddMultiplier = 0x9E3779B97F4A7C15;

    public ulong Value { get; private set; } = 0xCBF29CE484222325;

    public void Add(long time, uint target)
    {
        var mixed = (Value ^ (ulong)time) * OddMultiplier;
        Value = (BitOperations.RotateLeft(mixed, 31) ^ target) * OddMultiplier;
    }

    public override string ToString() => Value.ToString("x16");
}
