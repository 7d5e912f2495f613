using CsCheck;
using Mpsim.Models.Tcp.Congestion;

namespace Mpsim.Models.Tests.Tcp.Congestion;

public sealed class IntegerCubeRootTests
{
    [Fact]
    public void Cubes_and_their_neighbours_have_exact_roots()
    {
        for (var root = 1UL; root <= 5_000; root++)
        {
            var cube = root * root * root;
            Assert.Equal(root - 1, IntegerCubeRoot.Floor(cube - 1));
            Assert.Equal(root, IntegerCubeRoot.Floor(cube));
            Assert.Equal(root, IntegerCubeRoot.Floor(cube + root));
        }
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(ulong.MaxValue, 2_642_245)]
    [InlineData(2_642_245UL * 2_642_245 * 2_642_245, 2_642_245)]
    public void The_ends_of_the_range_are_exact(ulong value, uint expected) =>
        Assert.Equal(expected, IntegerCubeRoot.Floor(value));

    [Fact]
    public void A_root_is_the_floor_for_any_value()
    {
        Gen.ULong.Select(Gen.Int[0, 63], (value, shift) => value >> shift).Sample(value =>
        {
            UInt128 root = IntegerCubeRoot.Floor(value);
            Assert.True(root * root * root <= value);
            Assert.True((root + 1) * (root + 1) * (root + 1) > value);
        });
    }
}
