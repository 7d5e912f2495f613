using CsCheck;
using Mpsim.Models.Tcp;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Tests.Tcp;

/// <summary>SendQueue, StreamMap, RetransmissionQueue, RetransmissionLog and ReadQueue against plain models.</summary>
public sealed class SendSideQueuesTests
{
    [Fact]
    public void SendQueue_gives_positions_in_the_order_of_appending()
    {
        Gen.Select(Gen.Int[0, 2], Gen.Int[1, 50]).Array[1, 100].Sample(steps =>
        {
            var queue = new SendQueue();
            var model = new Queue<long>();
            long position = 0;
            foreach (var (kind, count) in steps)
            {
                if (kind < 2)
                {
                    position += kind * 7;
                    queue.Append(position, count);
                    for (var i = 0; i < count; i++)
                    {
                        model.Enqueue(position++);
                    }
                }
                else if (queue.Bytes > 0)
                {
                    var taken = (int)Math.Min(count, queue.Contiguous);
                    Assert.True(taken > 0);
                    for (var i = 0; i < taken; i++)
                    {
                        Assert.Equal(queue.Position + i, model.Dequeue());
                    }

                    queue.Take(taken);
                }

                Assert.Equal(model.Count, queue.Bytes);
                var ranges = new RangeSet();
                queue.CollectInto(ranges);
                var collected = new List<long>();
                while (!ranges.IsEmpty)
                {
                    var (start, length) = ranges.Take(long.MaxValue);
                    collected.AddRange(Enumerable.Range(0, (int)length).Select(i => start + i));
                }

                Assert.Equal(model, collected);
            }
        });
    }

    [Fact]
    public void StreamMap_finds_every_octet_that_is_not_forgotten()
    {
        Gen.Select(Gen.Int[1, 40], Gen.Bool, Gen.Int[0, 10]).Array[1, 60].Sample(steps =>
        {
            var map = new StreamMap();
            var model = new List<Payload>();
            var next = new Payload(1, 0);
            var forgotten = 0;
            foreach (var (count, continues, forget) in steps)
            {
                next = continues ? next : new Payload(next.Stream + 1, 5);
                map.Append(next, count);
                for (var i = 0; i < count; i++)
                {
                    model.Add(next.Skip(i));
                }

                next = next.Skip(count);
                forgotten = Math.Min(model.Count - 1, forgotten + (forget * 3));
                map.ForgetBefore(forgotten);
                Assert.Equal(model.Count, map.Length);
                for (var at = forgotten; at < model.Count; at++)
                {
                    Assert.Equal(model[at], map.Locate(at, out var available));
                    Assert.InRange(available, 1, model.Count - at);
                    Assert.Equal(model[at].Skip(available - 1), model[at + (int)available - 1]);
                }
            }
        });
    }

    [Fact]
    public void RetransmissionQueue_keeps_segments_and_finds_them_across_the_wrap()
    {
        Gen.Select(Gen.Int[0, 20], Gen.Int[1, 60]).Array[1, 400].Sample(steps =>
        {
            var queue = new RetransmissionQueue();
            var records = new RecordPool();
            var model = new Queue<(uint Seq, uint End)>();
            var seq = 0xFFFF_F000u;
            foreach (var (kind, length) in steps)
            {
                if (kind > 0)
                {
                    ref var pushed = ref queue.Push(records);
                    pushed = new SentSegment { Seq = seq, Length = (ushort)length };
                    model.Enqueue((seq, seq + (uint)length));
                    seq += (uint)length;
                }
                else if (!queue.IsEmpty)
                {
                    for (var count = Math.Min(length, queue.Count); count > 0; count--)
                    {
                        queue.Head++;
                        model.Dequeue();
                    }

                    if (queue.IsSparse)
                    {
                        queue.Shrink(records);
                    }
                }

                Assert.Equal(model.Count, queue.Count);
                var index = queue.Head;
                foreach (var (start, end) in model)
                {
                    Assert.Equal(start, queue[index].Seq);
                    Assert.Equal(end, queue[index].EndSeq);
                    Assert.Equal(index, queue.Find(start));
                    Assert.Equal(index, queue.Find(end - 1));
                    index++;
                }

                Assert.Equal(queue.Tail, queue.Find(seq));
            }
        });
    }

    [Fact]
    public void RetransmissionLog_is_read_in_order_of_time()
    {
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 5]).Array[1, 100].Sample(steps =>
        {
            var log = new RetransmissionLog();
            var records = new RecordPool();
            var model = new List<(uint, long At)>();
            var time = 100L;
            uint seq = 0;
            foreach (var (kind, amount) in steps)
            {
                if (kind < 2)
                {
                    time += amount;
                    log.Push(++seq, time, records);
                    model.Add((seq, time));
                }
                else if (kind == 2)
                {
                    log.Insert(++seq, time - (3 * amount), records);
                    model.Insert(model.FindLastIndex(entry => entry.At <= time - (3 * amount)) + 1, (seq, time - (3 * amount)));
                }
                else if (log.TryPeek(out var first, out var at))
                {
                    Assert.Equal(model[0], (first, at));
                    log.Pop(records);
                    model.RemoveAt(0);
                }

                Assert.Equal(model.Count > 0, log.TryPeek(out _, out _));
            }
        });
    }

    [Fact]
    public void ReadQueue_gives_what_was_appended_in_runs_of_one_stream()
    {
        Gen.Select(Gen.Int[0, 2], Gen.Int[1, 50]).Array[1, 100].Sample(steps =>
        {
            var queue = new ReadQueue();
            var model = new Queue<Payload>();
            var next = new Payload(1, 0);
            foreach (var (kind, count) in steps)
            {
                if (kind < 2)
                {
                    next = kind == 0 ? next : new Payload(next.Stream + 1, 9);
                    queue.Append(next, count);
                    for (var i = 0; i < count; i++)
                    {
                        model.Enqueue(next.Skip(i));
                    }

                    next = next.Skip(count);
                }
                else
                {
                    Assert.Equal(model.Count > 0, queue.TryTake(count, out var payload, out var taken));
                    for (var i = 0; i < taken; i++)
                    {
                        Assert.Equal(payload.Skip(i), model.Dequeue());
                    }
                }

                Assert.Equal(model.Count, queue.Bytes);
            }
        });
    }
}
