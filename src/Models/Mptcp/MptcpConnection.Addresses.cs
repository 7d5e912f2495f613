using Mpsim.Models.Mptcp.Paths;
using Mpsim.Models.Tcp;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Mptcp;
using Mpsim.Models.Wire.Tcp;

namespace Mpsim.Models.Mptcp;

// Addresses that come and go: ADD_ADDR and REMOVE_ADDR (RFC 8684 sections 3.4.1 and 3.4.2).
public sealed partial class MptcpConnection
{
    /// <summary>How often an ADD_ADDR that is not echoed is sent again (Linux: ADD_ADDR_RETRANS_MAX).</summary>
    private const int AddAddressRepeats = 3;

    private const int AddressesInARow = 2;

    /// <summary>ADD_ADDRs that the peer has not echoed.</summary>
    public int UnansweredAnnouncements => _announced?.Count ?? 0;

    /// <summary>
    /// Whether a join to a local endpoint is welcome: the initial one is not once our C flag has said so (RFC 8684 section 3.1).
    /// </summary>
    public bool AcceptsJoinsTo(Endpoint local) => _settings.JoinsToInitialAddress || local != _subflows[0].Local;

    /// <summary>The identifier by which the peer knows an address of this end.</summary>
    public byte IdOf(IpAddress local) => _pathManager.IdOf(local);

    /// <summary>A local interface went down, so its addresses are gone: their subflows end and their data move to others.</summary>
    public void OnAddressesLost(IReadOnlyList<IpAddress> addresses, Instant now)
    {
        if (Phase != MptcpPhase.FullyEstablished || !LivesWithout(addresses))
        {
            return;
        }

        for (var i = 0; i < addresses.Count; i++)
        {
            CloseSubflowsFrom(addresses[i], now);
        }

        UpdateUsability();
        AnnounceRemovals();
    }

    private void CloseSubflowsFrom(IpAddress address, Instant now)
    {
        for (var i = _subflows.Count - 1; i >= 0; i--)
        {
            var subflow = _subflows[i];
            if (subflow.Local.Address == address && subflow.Phase != SubflowPhase.Closed)
            {
                subflow.AbortTcp();
                CloseSubflow(subflow, now);
                NoteRemoval(subflow.LocalId);
            }
        }

        if (_pathManager.TryWithdraw(address, out var announced))
        {
            _announced?.RemoveAll(announcement => announcement.Option.AddressId == announced);
            NoteRemoval(announced);
        }
    }

    private void NoteRemoval(byte id)
    {
        _removals ??= new List<byte>(1);
        if (!_removals.Contains(id))
        {
            _removals.Add(id);
        }
    }

    /// <summary>Tells the peer which addresses are gone, as soon as there is a subflow to say it on: so its data need not wait for a timeout.</summary>
    private void AnnounceRemovals()
    {
        if (_removals is { Count: > 0 } && Speaker() is { } speaker)
        {
            speaker.SendOption(new SegmentOptions { RemoveAddress = new RemoveAddress([.. _removals]) });
            _removals = null;
        }
    }

    /// <summary>
    /// The peer's addresses are gone: their subflows end with an RST "as a courtesy", their data move to others. RFC 8684 section 3.4.2
    /// would have the path probed first; Linux closes it at once. The subflow that brings the word is alive, whatever its identifier, and
    /// one that was joined within the timeout of that subflow may have overtaken it, from an address that is back.
    /// </summary>
    internal void OnRemoveAddress(Subflow messenger, RemoveAddress option, Instant now)
    {
        foreach (var id in option.AddressIds)
        {
            _pathManager.OnAddressWithdrawn(id);
            for (var i = _subflows.Count - 1; i >= 0; i--)
            {
                var subflow = _subflows[i];
                if (subflow.RemoteId == id && subflow != messenger && subflow.Phase != SubflowPhase.Closed && now - subflow.JoinedAt > messenger.Tcp.Rto)
                {
                    subflow.AbortTcp();
                    CloseSubflow(subflow, now);
                }
            }
        }
    }

    /// <summary>
    /// Whether closing the subflows of some addresses makes way for others, now or when it is back. Elsewhere it would only lose the
    /// connection, and Linux does not: its path manager lets go of an address that it has an endpoint for, and of no other.
    /// </summary>
    private bool LivesWithout(IReadOnlyList<IpAddress> addresses) =>
        addresses.Any(_pathManager.Reopens) || _subflows.Exists(s => s.Phase == SubflowPhase.Established && !addresses.Contains(s.Local.Address));

    /// <summary>A local interface is up again.</summary>
    public void OnAddressAvailable(IpAddress address, Instant now)
    {
        if (Phase == MptcpPhase.FullyEstablished && !_subflows.Exists(s => s.Local.Address == address && s.Phase != SubflowPhase.Closed))
        {
            _removals?.RemoveAll(id => _subflows.Exists(s => s.Local.Address == address && s.LocalId == id));
            _pathManager.OnAddressAvailable(address, !_subflows.Exists(s => s.IsWorking));
            _joinsWanted = true;
            Announce(now);
        }
    }

    internal void OnAddAddress(Subflow subflow, AddAddress option, Instant now)
    {
        if (option.Echo)
        {
            _announced?.RemoveAll(announcement => announcement.Option.AddressId == option.AddressId && announcement.Option.Address == option.Address);
            AnnounceFurther(now);
            return;
        }

        // An ADD_ADDR that its HMAC does not prove is ignored in silence (RFC 8684 section 3.4.1).
        if (option.TruncatedHmac != MptcpCrypto.AddAddressHmac(RemoteKey, LocalKey, option.AddressId, option.Address, option.Port))
        {
            return;
        }

        // "If no port is specified", that of the subflow on which the option came.
        subflow.SendOption(new SegmentOptions { AddAddress = option with { Echo = true, TruncatedHmac = 0 } });
        _pathManager.OnAddressAnnounced(option.AddressId, new Endpoint(option.Address, option.Port ?? subflow.Remote.Port));
        _joinsWanted = true;
    }

    /// <summary>Announcements that are repeated until their echo comes; one that is said but once waits for nothing.</summary>
    private int AddressesAwaitingEcho
    {
        get
        {
            var count = 0;
            for (var i = 0; i < (_announced?.Count ?? 0); i++)
            {
                count += _announced![i].Deadline == long.MaxValue ? 0 : 1;
            }

            return count;
        }
    }

    /// <summary>
    /// Tells the peer of the addresses that the path manager wants known, each on an acknowledgement of its own: of those one "SHOULD NOT send more
    /// than two ... in a row for signaling purposes" (RFC 8684 section 3.4.1), so the next waits for the echo of an earlier one, or until it is given up.
    /// </summary>
    private void Announce(Instant now)
    {
        while (AddressesAwaitingEcho < AddressesInARow && _pathManager.TryTakeAnnouncement(out var endpoint))
        {
            if (!endpoint!.Address.IsIPv4 && endpoint.Port is not null && _tcpSettings.Timestamps)
            {
                // 32 octets do not fit beside timestamps; Linux drops it as well.
                continue;
            }

            var hmac = MptcpCrypto.AddAddressHmac(LocalKey, RemoteKey, endpoint.Id, endpoint.Address, endpoint.Port);
            var announcement = new Announcement(new AddAddress(false, endpoint.Id, endpoint.Address, endpoint.Port, hmac));
            (_announced ??= new List<Announcement>(1)).Add(announcement);
            Send(announcement, now);
        }
    }

    /// <summary>
    /// Linux since 6.18 waits for the longest timeout of the subflows, doubled each time, and never longer than
    /// net.mptcp.add_addr_timeout.
    /// </summary>
    private void Send(Announcement announcement, Instant now)
    {
        Speaker()?.SendOption(new SegmentOptions { AddAddress = announcement.Option });
        var timeout = 0L;
        foreach (var subflow in _subflows)
        {
            timeout = subflow.Phase == SubflowPhase.Closed ? timeout : Math.Max(timeout, subflow.Tcp.Rto.Nanoseconds);
        }

        var longest = _settings.AddAddressTimeout.Nanoseconds;
        if (longest == 0)
        {
            announcement.Deadline = long.MaxValue;
            return;
        }

        announcement.Deadline = now.Nanoseconds + (timeout == 0 ? longest : Math.Min(timeout << announcement.Repeats, longest));
        _addressDeadline = Math.Min(_addressDeadline, announcement.Deadline);
    }

    private void RepeatAnnouncements(Instant now)
    {
        var isGivenUp = false;
        _addressDeadline = long.MaxValue;
        for (var i = (_announced?.Count ?? 0) - 1; i >= 0; i--)
        {
            var announcement = _announced![i];
            if (announcement.Deadline > now.Nanoseconds)
            {
                _addressDeadline = Math.Min(_addressDeadline, announcement.Deadline);
            }
            else if (announcement.Repeats == AddAddressRepeats || Phase != MptcpPhase.FullyEstablished || IsDataClosed)
            {
                _announced.RemoveAt(i);
                isGivenUp = true;
            }
            else
            {
                announcement.Repeats++;
                Send(announcement, now);
            }
        }

        if (isGivenUp)
        {
            AnnounceFurther(now);
        }
    }

    private void AnnounceFurther(Instant now)
    {
        if (Phase == MptcpPhase.FullyEstablished && !IsDataClosed)
        {
            Announce(now);
        }
    }

    /// <summary>The subflow on which to say what concerns the connection: one that works, else one that may.</summary>
    private Subflow? Speaker()
    {
        Subflow? established = null;
        foreach (var subflow in _subflows)
        {
            if (subflow.IsWorking)
            {
                return subflow;
            }

            established ??= subflow.Phase == SubflowPhase.Established ? subflow : null;
        }

        return established;
    }
}
