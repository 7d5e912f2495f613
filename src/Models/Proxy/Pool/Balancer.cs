using System.Numerics;
using Mpsim.Models.Kernel;
using Mpsim.Models.Network;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Proxy.Pool;

/// <summary>
/// A router in front of a pool of proxies, or behind it (draft-deng-mptcp-proxy-01, requirement m7). Where its routes lead to a member of the pool, it chooses the member;
/// what comes from members goes by the routes. Both halves of a session must meet the same proxy, so the balancers on both sides choose alike, or track connections.
/// </summary>
public sealed class Balancer : Node
{
    private const ulong Odd = 0x9E3779B97F4A7C15;

    private readonly Scheduler _scheduler;
    private readonly BalancerSettings _settings;
    private readonly FlowTable _flows = new();
    private readonly long[] _connections;
    private Interface[]? _members;
    private Interface[] _poolSide = [];

    public Balancer(string name, Scheduler scheduler, PacketPool pool, BalancerSettings settings)
        : base(name, pool)
    {
        _scheduler = scheduler;
        _settings = settings;
        _connections = new long[settings.Members.Count];
    }

    /// <summary>SYNs that each member was given, in the order of the members.</summary>
    public IReadOnlyList<long> Connections => _connections;

    /// <summary>What each member was given, in words, for the end of the log.</summary>
    public string Totals => string.Join(", ", _settings.Members.Zip(_connections, (member, count) => $"{member.Link}: {count}"));

    protected internal override int LargestPacket => SmallestMtu();

    public override void Receive(Packet packet, Interface arrivedOn)
    {
        if (_members is null)
        {
            _members = [.. _settings.Members.Select(member => FindInterface(member.Link)!)];
            _poolSide = [.. _settings.PoolLinks.Select(link => FindInterface(link)!)];
        }

        if (Array.IndexOf(_poolSide, arrivedOn) >= 0)
        {
            if (_settings.Tracks && Array.IndexOf(_members, arrivedOn) is >= 0 and var from)
            {
                // What answers it is for the same member.
                _flows.Note(packet.Destination, packet.Source, from, null, _scheduler.Now);
            }

            Relay(packet);
            return;
        }

        if (Routing.Lookup(packet.Source.Address, packet.Destination.Address) is not { } via || Array.IndexOf(_poolSide, via) < 0)
        {
            Relay(packet);
            return;
        }

        Lead(packet);
    }

    private void Lead(Packet packet)
    {
        var member = Choose(packet);
        if (packet.TimeToLive <= 1 || member < 0)
        {
            Pool.Return(packet);
            return;
        }

        if (packet.Segment.IsOpeningSyn)
        {
            _connections[member]++;
        }

        packet.TimeToLive--;
        _members![member].Send(packet);
    }

    /// <returns>The place of a member; negative where the pool is empty.</returns>
    private int Choose(Packet packet)
    {
        var now = _scheduler.Now;
        if (OwnerOf(packet.Destination.Address) is >= 0 and var owner)
        {
            return IsThere(owner, now) ? owner : -1;
        }

        var isOpening = packet.Segment.IsOpeningSyn;
        if (_settings.Tracks
            && (isOpening ? _flows.FindRepeated(packet.Source, packet.Destination, packet.Segment.Seq, now) : _flows.Find(packet.Source, packet.Destination, now)) is >= 0 and var known
            && IsThere(known, now))
        {
            return known;
        }

        var member = ByToken(packet, now);
        if (member < 0)
        {
            member = _settings.Method == BalancerMethod.ConsistentHash
                ? Highest(_settings.FacesUes ? packet.Source.Address : packet.Destination.Address, now)
                : Nth(packet.Source.Digest + packet.Destination.Digest, now);
        }

        if (_settings.Tracks && member >= 0)
        {
            _flows.Note(packet.Source, packet.Destination, member, isOpening ? packet.Segment.Seq : null, now);
        }

        return member;
    }

    /// <summary>The member that an address is one of: a proxy that a UE addresses, or that has announced it, or talks with servers from there.</summary>
    private int OwnerOf(IpAddress address)
    {
        for (var i = 0; i < _settings.Members.Count; i++)
        {
            var own = _settings.Members[i].Addresses;
            for (var j = 0; j < own.Count; j++)
            {
                if (own[j] == address)
                {
                    return i;
                }
            }
        }

        return -1;
    }

    private int ByToken(Packet packet, Instant now)
    {
        if (_settings.Method != BalancerMethod.Token || !packet.Segment.IsOpeningSyn || packet.Segment.Options?.MpJoin is not { Kind: MpJoinKind.Syn } join)
        {
            return -1;
        }

        // A member that drains still takes the joins of its sessions.
        var owner = (int)(join.Token % (uint)_settings.Members.Count);
        if (!IsThere(owner, now))
        {
            return -1;
        }

        return owner;
    }

    /// <summary>The member at a hash's place among those that take connections. The hash is the same for both directions.</summary>
    private int Nth(ulong hash, Instant now)
    {
        var serving = 0;
        for (var i = 0; i < _settings.Members.Count; i++)
        {
            serving += Serves(i, now) ? 1 : 0;
        }

        if (serving == 0)
        {
            return -1;
        }

        var place = (int)Math.BigMul(BitOperations.RotateLeft(hash * Odd, 29) * Odd, (ulong)serving, out _);
        for (var i = 0; ; i++)
        {
            if (Serves(i, now) && place-- == 0)
            {
                return i;
            }
        }
    }

    /// <summary>The member whose name gives the highest hash with an address.</summary>
    private int Highest(IpAddress address, Instant now)
    {
        var best = -1;
        ulong highest = 0;
        for (var i = 0; i < _settings.Members.Count; i++)
        {
            var hash = BitOperations.RotateLeft((address.Digest + (ulong)(i + 1) * Odd) * Odd, 31) * 0xD6E8FEB86659FD93;
            hash ^= hash >> 32;
            if (Serves(i, now) && (best < 0 || hash > highest))
            {
                (best, highest) = (i, hash);
            }
        }

        return best;
    }

    private bool Serves(int member, Instant now) => now >= _settings.Members[member].From && now < _settings.Members[member].Drains;

    private bool IsThere(int member, Instant now) => now >= _settings.Members[member].From && now < _settings.Members[member].Until;
}
