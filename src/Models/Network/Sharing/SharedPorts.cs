using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Sharing;

/// <summary>
/// Public addresses that subscribers share, each by ports of its own: one by one or in blocks, within limits (RFC 6888, RFC 7422, RFC 7768). A port stands
/// for one mapping whatever its destination: none is overloaded (RFC 4787 REQ-3).
/// </summary>
public sealed class SharedPorts
{
    private readonly SharingSettings _settings;
    private readonly Queue<(SubscriberPorts By, PublicAddress Address, ushort Port, Instant Until)> _held = [];
    private PublicAddress[] _addresses;

    public SharedPorts(SharingSettings settings)
    {
        ArgumentOutOfRangeException.ThrowIfZero(settings.Addresses.Count);
        _settings = settings;
        _addresses = [.. settings.Addresses.Select(address => new PublicAddress(address, settings))];
        Ledger = new PortLedger(settings.Subscribers);
    }

    private PortLedger Ledger { get; }

    /// <summary>Who has how many ports at a time; those on hold count as their last owner's.</summary>
    public PortLedger LedgerAt(Instant now)
    {
        EndHolds(now);
        return Ledger;
    }

    /// <summary>The address is one of those that are shared.</summary>
    public bool Has(IpAddress address) => Find(address) is not null;

    /// <summary>Why a subscriber would get no port now; null when it would get one.</summary>
    public PortShortage? ShortageFor(IpAddress subscriber, Instant now)
    {
        EndHolds(now);
        return ShortageOf(Ledger.Of(subscriber));
    }

    /// <summary>Gives a subscriber a port, or writes down that there is none.</summary>
    /// <param name="subscriber">Its inside address.</param>
    /// <param name="preferred">The port to give while it is free; 0 for any.</param>
    /// <param name="now">Now.</param>
    /// <param name="shortage">Why there is none.</param>
    /// <returns>The public endpoint; null when there is none.</returns>
    public Endpoint? Take(IpAddress subscriber, ushort preferred, Instant now, out PortShortage shortage)
    {
        EndHolds(now);
        var account = Ledger.Of(subscriber);
        if (ShortageOf(account) is { } reason)
        {
            shortage = reason;
            Ledger.OnRefused(account, reason);
            return null;
        }

        shortage = default;
        var outside = _settings.Blocks == BlockAllocation.None ? TakeSingle(account, preferred) : TakeOfBlock(account, preferred);
        Ledger.OnGiven(account);
        return outside;
    }

    /// <summary>Takes a port back that a subscriber was given.</summary>
    public void Return(IpAddress subscriber, Endpoint outside, Instant now)
    {
        var account = Ledger.Of(subscriber);
        var address = Find(outside.Address)!;
        if (_settings.Hold > Duration.Zero)
        {
            _held.Enqueue((account, address, outside.Port, now + _settings.Hold));
        }
        else
        {
            LetGo(account, address, outside.Port);
        }
    }

    /// <summary>A port is used otherwise, whatever range the others come from.</summary>
    /// <returns>False when somebody has it, or it is on hold.</returns>
    public bool TryReserve(Endpoint outside, Instant now)
    {
        EndHolds(now);
        var address = Find(outside.Address)!;
        if (address.IsTaken(outside.Port))
        {
            return false;
        }

        address.Take(outside.Port);
        return true;
    }

    /// <summary>The end of <see cref="TryReserve"/>.</summary>
    public void Release(Endpoint outside) => Find(outside.Address)!.Return(outside.Port);

    /// <summary>Another address takes the place of all; nobody has a port of it yet.</summary>
    public void Renumber(IpAddress address)
    {
        _addresses = [new PublicAddress(address, _settings)];
        _held.Clear();
        Ledger.Reset();
    }

    private PortShortage? ShortageOf(SubscriberPorts account)
    {
        if (account.InUse >= _settings.PortsPerSubscriber)
        {
            return PortShortage.SubscriberLimit;
        }

        switch (_settings.Blocks)
        {
            case BlockAllocation.None:
                return HomeOf(account).Free > 0 ? null : PortShortage.Ports;
            case BlockAllocation.Deterministic:
                return OwnBlock(account) is not { } block ? PortShortage.Stranger : block.IsFull ? PortShortage.SubscriberBlocks : null;
            default:
                return FindRoom(account) is not null ? null
                    : account.Blocks.Count >= _settings.BlocksPerSubscriber ? PortShortage.SubscriberBlocks
                    : HomeOf(account).FreeBlocks > 0 ? null : PortShortage.Blocks;
        }
    }

    private Endpoint TakeSingle(SubscriberPorts account, ushort preferred)
    {
        var address = HomeOf(account);
        account.Home = address;
        var port = address.FindPort(preferred);
        address.Take(port);
        return new Endpoint(address.Address, port);
    }

    private Endpoint TakeOfBlock(SubscriberPorts account, ushort preferred)
    {
        var block = _settings.Blocks == BlockAllocation.Deterministic ? OwnBlock(account)! : FindRoom(account);
        if (block is null)
        {
            var address = HomeOf(account);
            block = new PortBlock(address, address.TakeBlock(), _settings.BlockSize);
            account.Add(block);
        }

        account.Home = block.Address;
        return new Endpoint(block.Address.Address, block.Take(preferred));
    }

    /// <summary>The address that a subscriber's next port is of: where pooling is paired always the same, as long as it has any (RFC 4787 section 4.1); else, and at first, the one with the most room.</summary>
    private PublicAddress HomeOf(SubscriberPorts account)
    {
        if (_settings.IsPaired && account.Home is { } home)
        {
            return home;
        }

        var roomiest = _addresses[0];
        foreach (var address in _addresses)
        {
            if (RoomOf(address) > RoomOf(roomiest))
            {
                roomiest = address;
            }
        }

        return roomiest;
    }

    private int RoomOf(PublicAddress address) => _settings.Blocks == BlockAllocation.Dynamic ? address.FreeBlocks : address.Free;

    /// <summary>The first block of a subscriber that is not full, or null.</summary>
    private static PortBlock? FindRoom(SubscriberPorts account)
    {
        foreach (var block in account.Blocks)
        {
            if (!block.IsFull)
            {
                return block;
            }
        }

        return null;
    }

    /// <summary>RFC 7422 section 2: the n-th subscriber has the n-th block, address by address. Null when it is no subscriber, or there are not as many blocks.</summary>
    private PortBlock? OwnBlock(SubscriberPorts account)
    {
        if (account.Blocks.Count > 0)
        {
            return account.Blocks[0];
        }

        var before = 0;
        foreach (var range in _settings.Subscribers)
        {
            if (range.PlaceOf(account.Subscriber) is >= 0 and var place)
            {
                return BlockAt(account, before + place);
            }

            before += range.Count;
        }

        return null;
    }

    private PortBlock? BlockAt(SubscriberPorts account, int place)
    {
        var (address, block) = Math.DivRem(place, _settings.BlocksPerAddress);
        if (address >= _addresses.Length)
        {
            return null;
        }

        var own = new PortBlock(_addresses[address], _settings.FirstPort + (block * _settings.BlockSize), _settings.BlockSize);
        account.Add(own);
        return own;
    }

    private void EndHolds(Instant now)
    {
        while (_held.TryPeek(out var oldest) && oldest.Until <= now)
        {
            _held.Dequeue();
            LetGo(oldest.By, oldest.Address, oldest.Port);
        }
    }

    private void LetGo(SubscriberPorts account, PublicAddress address, ushort port)
    {
        Ledger.OnReturned(account);
        var blocks = account.Blocks;
        for (var i = 0; ; i++)
        {
            if (i == blocks.Count)
            {
                address.Return(port);
                break;
            }

            if (blocks[i].Holds(address, port))
            {
                blocks[i].Return(port);
                if (blocks[i].Taken == 0 && _settings.Blocks == BlockAllocation.Dynamic)
                {
                    address.ReturnBlock(blocks[i].First);
                    blocks.RemoveAt(i);
                }

                break;
            }
        }

        if (account.InUse == 0)
        {
            account.Home = null;
        }
    }

    private PublicAddress? Find(IpAddress address)
    {
        foreach (var own in _addresses)
        {
            if (own.Address == address)
            {
                return own;
            }
        }

        return null;
    }
}
