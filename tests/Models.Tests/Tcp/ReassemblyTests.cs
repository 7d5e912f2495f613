using CsCheck;
using Mpsim.Models.Tcp;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Tcp;

public sealed class ReassemblyTests
{
    [Fact]
    public void Random_overlapping_runs_agree_with_a_map_of_octets()
    {
        // Stream 0 continues in payload and mapping; others differ by run, so that not everything merges.
        var step = Gen.Select(Gen.Int[0, 300], Gen.Int[1, 40], Gen.Int[0, 3], Gen.Bool);
        step.Array[1, 80].Sample(steps =>
        {
            var held = new Reassembly();
            var records = new RecordPool();
            var map = new SortedDictionary<long, (Payload Payload, long Data)>();
            long next = 0;
            foreach (var (offset, length, kind, take) in steps)
            {
                var start = next + 1 + offset;
                var stream = kind == 0 ? 2 : 1;
                var run = new ReceivedRun { Start = start, End = start + length, Payload = new Payload(stream, start), DataPosition = start + (kind == 3 ? 1000 : 0) };
                var added = 0;
                for (var i = 0; i < length; i++)
                {
                    added += map.TryAdd(start + i, (run.Payload.Skip(i), run.DataPosition + i)) ? 1 : 0;
                }

                Assert.Equal(added, held.Insert(run, records));
                CheckRange(held, map, start);
                if (take && map.Count > 0)
                {
                    next = Take(ref held, records, map, next);
                }

                CheckHeld(held, map);
            }
        });
    }

    [Fact]
    public void Runs_that_continue_each_other_are_one()
    {
        var held = new Reassembly();
        var records = new RecordPool();
        held.Insert(Run(10, 20), records);
        held.Insert(Run(30, 40), records);
        Assert.Equal(2, held.Count);
        held.Insert(Run(20, 30), records);
        Assert.Equal(1, held.Count);
        Assert.Equal(30, held.Bytes);
        Assert.Equal(40, held.End);
    }

    [Fact]
    public void Insertion_at_either_end_and_taking_allocate_nothing_once_grown()
    {
        var held = new Reassembly();
        var records = new RecordPool();
        for (var i = 0; i < 64; i++)
        {
            held.Insert(Run(i * 20, (i * 20) + 10), records);
        }

        held.Clear(records);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (long i = 0; i < 10_000; i++)
        {
            held.Insert(Run((i * 100) + 50, (i * 100) + 60), records);
            held.Insert(Run((i * 100) + 10, (i * 100) + 20), records);
            held.TryTakeAt((i * 100) + 10, records, out _);
            held.TryTakeAt((i * 100) + 50, records, out _);
        }

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.Equal(0, held.Count);
    }

    private static ReceivedRun Run(long start, long end) => new() { Start = start, End = end, Payload = new Payload(1, start), DataPosition = start };

    private static long Take(ref Reassembly held, RecordPool records, SortedDictionary<long, (Payload Payload, long Data)> map, long next)
    {
        // From the middle of the first run or past it, as a retransmission that overlaps would.
        var position = Math.Max(next, map.Keys.First() + 1);
        foreach (var gone in map.Keys.TakeWhile(key => key < position).ToArray())
        {
            map.Remove(gone);
        }

        while (held.TryTakeAt(position, records, out var run))
        {
            Assert.Equal(position, run.Start);
            for (; position < run.End; position++)
            {
                Assert.True(map.Remove(position, out var expected));
                Assert.Equal(expected, (run.Payload.Skip(position - run.Start), run.DataPosition + position - run.Start));
            }
        }

        Assert.False(map.ContainsKey(position));
        return position;
    }

    private static void CheckRange(in Reassembly held, SortedDictionary<long, (Payload Payload, long Data)> map, long position)
    {
        held.RangeAround(position, out var start, out var end);
        Assert.True(start <= position && position < end);
        for (var i = start; i < end; i++)
        {
            Assert.True(map.ContainsKey(i));
        }

        Assert.False(map.ContainsKey(start - 1));
        Assert.False(map.ContainsKey(end));
    }

    private static void CheckHeld(in Reassembly held, SortedDictionary<long, (Payload Payload, long Data)> map)
    {
        Assert.Equal(map.Count, held.Bytes);
        long last = long.MinValue;
        long bytes = 0;
        for (var i = 0; i < held.Count; i++)
        {
            ref var run = ref held[i];
            Assert.True(run.Start >= last && run.Start < run.End);
            last = run.End;
            bytes += run.End - run.Start;
            for (var at = run.Start; at < run.End; at++)
            {
                Assert.Equal(map[at], (run.Payload.Skip(at - run.Start), run.DataPosition + at - run.Start));
            }
        }

        Assert.Equal(held.Bytes, bytes);
    }
}
