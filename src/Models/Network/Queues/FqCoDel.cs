using Mpsim.Models.Kernel;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Queues;

/// <summary>
/// FlowQueue-CoDel (RFC 8290): flows are spread over queues by a hash, queues take turns by deficit round robin with
/// new flows first, and each is under CoDel.
/// </summary>
public sealed class FqCoDel : CoDelDiscipline
{
    /// <summary>Packets dropped at once when the limit is passed, at most (RFC 8290 section 4.1).</summary>
    private const int MostDropsAtOnce = 64;

    private const int None = -1;

    private readonly QueueLimit _limit;
    private readonly int _quantum;
    private readonly ulong _salt;
    private readonly Flow[] _flows;
    private FlowList _newFlows = FlowList.Empty;
    private FlowList _oldFlows = FlowList.Empty;

    public FqCoDel(QueueOptions options, RandomStream random)
        : base(options)
    {
        _limit = options.Limit;
        _quantum = options.Quantum;
        _salt = random.NextUInt64();
        _flows = new Flow[options.Flows];
    }

    public override string Name => "fq-codel";

    // RFC 8290 section 4.1.
    public override void Enqueue(Packet packet, Instant now)
    {
        var index = QueueOf(packet);
        ref var flow = ref _flows[index];
        Append(ref flow.Queue, packet, now);
        if (!flow.IsListed)
        {
            flow.IsListed = true;
            flow.Credits = _quantum;
            AddLast(ref _newFlows, index);
        }

        if (Packets > _limit.Packets || Bytes > _limit.Bytes)
        {
            DropFromFattest();
        }
    }

    // RFC 8290 section 4.2.
    public override Packet? Dequeue(Instant now)
    {
        while (true)
        {
            ref var list = ref _newFlows;
            if (list.First == None)
            {
                list = ref _oldFlows;
                if (list.First == None)
                {
                    return null;
                }
            }

            var index = list.First;
            ref var flow = ref _flows[index];
            if (flow.Credits <= 0)
            {
                flow.Credits += _quantum;
                RemoveFirst(ref list);
                AddLast(ref _oldFlows, index);
                continue;
            }

            var packet = Dequeue(ref flow.Queue, ref flow.State, now);
            if (packet is not null)
            {
                flow.Credits -= packet.WireLength;
                return packet;
            }

            // An emptied new flow goes to the end of the old ones once, lest a flow be new with every packet.
            var wasNew = _newFlows.First != None;
            RemoveFirst(ref list);
            if (wasNew && _oldFlows.First != None)
            {
                AddLast(ref _oldFlows, index);
            }
            else
            {
                flow.IsListed = false;
            }
        }
    }

    /// <summary>Section 4.1: a hash of addresses and ports with a salt, so that which flows share a queue is a matter of chance.</summary>
    private int QueueOf(Packet packet)
    {
        var hash = Mix(packet.Source.Digest ^ _salt);
        hash = Mix(hash ^ packet.Destination.Digest);
        return (int)Math.BigMul(hash, (ulong)_flows.Length, out _);
    }

    /// <summary>The finaliser of SplitMix64 (Steele et al. 2014): every bit of the input reaches every bit of the result.</summary>
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }

    /// <summary>Section 4.1: from the head of the queue with most octets, half of it at most.</summary>
    private void DropFromFattest()
    {
        var fattest = 0;
        for (var i = 1; i < _flows.Length; i++)
        {
            if (_flows[i].Queue.Bytes > _flows[fattest].Queue.Bytes)
            {
                fattest = i;
            }
        }

        ref var queue = ref _flows[fattest].Queue;
        var enough = queue.Bytes / 2;
        long dropped = 0;
        for (var i = 0; i < MostDropsAtOnce && dropped <= enough && !queue.IsEmpty; i++)
        {
            var packet = TakeFirst(ref queue, out _);
            dropped += packet.WireLength;
            Drop(packet);
        }
    }

    private void AddLast(ref FlowList list, int index)
    {
        _flows[index].Next = None;
        if (list.First == None)
        {
            list.First = index;
        }
        else
        {
            _flows[list.Last].Next = index;
        }

        list.Last = index;
    }

    private void RemoveFirst(ref FlowList list) => list.First = _flows[list.First].Next;

    private struct Flow
    {
        public PacketFifo Queue;
        public CoDelState State;
        public int Credits;

        /// <summary>The flow after this one in its list.</summary>
        public int Next;

        /// <summary>In one of the lists: it has packets, or had some lately.</summary>
        public bool IsListed;
    }

    private struct FlowList
    {
        public static readonly FlowList Empty = new() { First = None, Last = None };

        public int First;
        public int Last;
    }
}
