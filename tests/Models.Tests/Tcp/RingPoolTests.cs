using CsCheck;
using Mpsim.Models.Tcp;

namespace Mpsim.Models.Tests.Tcp;

public sealed class RingPoolTests
{
    [Fact]
    public void Pool_gives_room_enough_and_never_one_array_twice()
    {
        Gen.Select(Gen.Int[0, 6], Gen.Bool).Array[1, 200].Sample(steps =>
        {
            var pool = new RingPool<long>();
            var held = new List<long[]>();
            foreach (var (logarithm, returns) in steps)
            {
                if (returns && held.Count > 0)
                {
                    pool.Return(held[logarithm % held.Count]);
                    held.RemoveAt(logarithm % held.Count);
                }
                else
                {
                    var ring = pool.Rent(1 << logarithm);
                    Assert.InRange(ring.Length, 1 << logarithm, 2 << logarithm);
                    Assert.DoesNotContain(held, other => ReferenceEquals(other, ring));
                    held.Add(ring);
                }
            }

            Assert.True(pool.Memory >= held.Sum(ring => ring.Length * sizeof(long)));
        });
    }

    [Fact]
    public void Rings_that_grow_and_shrink_in_turn_share_what_was_made_once()
    {
        var pool = new RingPool<long>();
        Rotate(pool);
        var (memory, before) = (pool.Memory, GC.GetAllocatedBytesForCurrentThread());

        for (var i = 0; i < 100; i++)
        {
            Rotate(pool);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(memory, pool.Memory);
        Assert.Equal((4 + 8 + 16) * sizeof(long), memory);
    }

    [Fact]
    public void More_rings_at_once_than_ever_take_what_was_made_to_spare()
    {
        var pool = new RingPool<long>();
        var held = new long[120][];
        for (var i = 0; i < 100; i++)
        {
            held[i] = pool.Rent(4);
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 100; i < 110; i++)
        {
            held[i] = pool.Rent(4);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    private static void Rotate(RingPool<long> pool)
    {
        for (var length = 4; length <= 16; length *= 2)
        {
            var ring = pool.Rent(length);
            pool.Return(ring);
        }
    }
}
