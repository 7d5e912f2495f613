using Mpsim.Models.Wire;

namespace Mpsim.Models.Network.Sharing;

/// <summary>Who has how many public ports: the books of whatever gives them out.</summary>
/// <param name="ranges">Who the subscribers are.</param>
public sealed class PortLedger(IReadOnlyList<SubscriberRange> ranges)
{
    private readonly Dictionary<IpAddress, SubscriberPorts> _bySubscriber = [];
    private readonly List<SubscriberPorts> _subscribers = [];
    private readonly long[] _refused = new long[Enum.GetValues<PortShortage>().Length];

    /// <summary>Everybody who has ever asked for a port, in that order.</summary>
    public IReadOnlyList<SubscriberPorts> Subscribers => _subscribers;

    /// <summary>Ports in use or on hold.</summary>
    public int InUse { get; private set; }

    /// <summary>Most ports that were in use at once.</summary>
    public int Peak { get; private set; }

    /// <summary>SYNs for which there was no port, repeated ones among them.</summary>
    public long Refused { get; private set; }

    /// <summary>The same for one reason.</summary>
    public long RefusedFor(PortShortage reason) => _refused[(int)reason];

    /// <summary>The account of a subscriber, who may be new.</summary>
    public SubscriberPorts Of(IpAddress subscriber)
    {
        if (!_bySubscriber.TryGetValue(subscriber, out var account))
        {
            account = new SubscriberPorts(subscriber, GroupOf(subscriber));
            _bySubscriber.Add(subscriber, account);
            _subscribers.Add(account);
        }

        return account;
    }

    public void OnGiven(SubscriberPorts account)
    {
        account.OnGiven();
        Peak = Math.Max(Peak, ++InUse);
    }

    public void OnReturned(SubscriberPorts account)
    {
        account.OnReturned();
        InUse--;
    }

    public void OnRefused(SubscriberPorts account, PortShortage reason)
    {
        account.OnRefused(reason);
        _refused[(int)reason]++;
        Refused++;
    }

    internal void Reset()
    {
        InUse = 0;
        foreach (var account in _subscribers)
        {
            account.Reset();
        }
    }

    private string GroupOf(IpAddress subscriber)
    {
        for (var i = 0; i < ranges.Count; i++)
        {
            if (ranges[i].PlaceOf(subscriber) >= 0)
            {
                return ranges[i].Group;
            }
        }

        return "";
    }
}
