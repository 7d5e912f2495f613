using Mpsim.Models.Network;
using Mpsim.Models.Probes;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;

namespace Mpsim.Models.Proxy.Failover;

// What the standby is told, and what waits until it has been told.
public sealed partial class ProxySite
{
    private readonly HeldOutputs _held = new();
    private ReplicationChannel? _channel;

    /// <summary>The box that repeats what the active one does; null where there is none.</summary>
    private ProxyBox? _shadow;

    private long _replicatedBytes;

    internal void Send(Packet packet, Interface outer, bool isPassing)
    {
        if (isPassing || _channel is null || (_held.Count == 0 && _channel.Confirmed == _channel.Logged))
        {
            if (!isPassing && _channel is not null)
            {
                Released?.Invoke(packet, Duration.Zero);
            }

            outer.Send(packet);
            return;
        }

        _held.Add(packet, outer, _channel.Logged, _scheduler.Now);
    }

    private void BeginReplication()
    {
        _shadow = MakeBox(_generation);
        _channel = new ReplicationChannel(_scheduler, _settings, Repeat, Release);
    }

    /// <summary>Tells the standby what the active box is about to be handed, unless that touches no state.</summary>
    private void Replicate(ProxyBox box, Packet? packet, Interface at, bool up)
    {
        if (_channel is null)
        {
            return;
        }

        if (packet is not null && !box.Proxy.Concerns(packet))
        {
            box.IsPassing = true;
            return;
        }

        var octets = _channel.Log(at, packet, packet is null ? up : null, box.Output);
        _replicatedBytes += octets;
        if (packet is not null)
        {
            Replicated?.Invoke(packet, octets);
        }
    }

    /// <summary>The standby does what the active box has done. That both have sent the same before says that they are in the same state.</summary>
    private void Repeat(ReplicatedInput input)
    {
        var box = _shadow!;
        box.Clock.RunTo(input.At);
        if (box.Output != input.OutputBefore)
        {
            throw new InvariantViolation(_scheduler.Now, Name, $"the standby has sent {box.Output}, the active box {input.OutputBefore} before {input.At}");
        }

        if (input.Up is { } up)
        {
            box.OwnOf(input.Interface).SetUp(up);
            return;
        }

        var packet = Pool.Rent();
        ReplicationChannel.Copy(input.Packet, packet);
        box.Proxy.Receive(packet, box.OwnOf(input.Interface));
    }

    /// <summary>Lets go of what the standby could go on from.</summary>
    private void Release()
    {
        while (_held.TryTake(_channel!.Confirmed, out var packet, out var outer, out var since))
        {
            Released?.Invoke(packet, _scheduler.Now - since);
            outer.Send(packet);
        }
    }

    private void DropHeld()
    {
        while (_held.TryTake(long.MaxValue, out var packet, out _, out _))
        {
            Pool.Return(packet);
        }
    }
}
