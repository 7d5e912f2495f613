using System.Globalization;
using Mpsim.Models.Network.Queues;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Scenarios.Keys;
using Mpsim.Scenarios.Plan;
using Mpsim.Scenarios.Reading;
using Mpsim.Scenarios.Values;

namespace Mpsim.Scenarios;

/// <summary>
/// A variant written out with every default filled in, as dotted paths with values in the words of a scenario file: what the manifest
/// of a result records, so that a later change of a default cannot change what a result says of itself.
/// </summary>
public sealed partial class ResolvedParameters
{
    private readonly List<KeyValuePair<string, string>> _parameters = [];

    // The forms write a value as the keys read it; the names of algorithms are written as they are.
    private readonly ScenarioKeys _keys = new(PluginNames.BuiltIn);

    private ResolvedParameters()
    {
    }

    /// <returns>In the order of the plan, the same for equal plans.</returns>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(VariantPlan variant)
    {
        var writer = new ResolvedParameters();
        if (variant.Template is { } template)
        {
            writer.Add(writer._keys.Top.Template.Name, template);
        }

        writer.Add("duration", DurationForm.Text(variant.Duration));
        foreach (var node in variant.Nodes)
        {
            writer.AddNode(node);
        }

        foreach (var link in variant.Links)
        {
            writer.AddLink(link);
        }

        writer.AddTunnels(variant.Tunnels);
        writer.AddPopulation(variant.Population);
        writer.AddSelection(variant.Selection);

        foreach (var flow in variant.Flows)
        {
            writer.AddFlow(flow);
        }

        writer.AddAttacks(variant.Attacks);

        foreach (var (index, change) in variant.Events.Index())
        {
            writer.AddEvent($"events.{index}", change);
        }

        writer.AddNaptEvents(variant.NaptEvents, variant.Events.Count);
        writer.AddProxyEvents(variant.ProxyEvents, variant.Events.Count + variant.NaptEvents.Count);

        return writer._parameters;
    }

    private void AddMiddleboxes(string path, IReadOnlyList<MiddleboxPlan> boxes)
    {
        foreach (var (index, box) in boxes.Index())
        {
            _parameters.AddRange(MiddleboxParameters.Of(box, $"{path}.{index}", _keys.Middlebox, _keys.Sharing));
        }
    }

    private void Add(string path, string value) => _parameters.Add(new KeyValuePair<string, string>(path, value));

    private void Add<T>(string path, Key<T> key, T value) => Add($"{path}.{key.Name}", key.Form.Write(value));

    private void AddNode(NodePlan node)
    {
        var path = $"nodes.{node.Id}";
        Add(path, _keys.Node.Kind, node.Kind);
        Add($"{path}.{_keys.Node.Ip.Name}", FamilyReader.Write(node.Interfaces.Aggregate(IpFamilies.None, (all, face) => all | face.Families)));
        foreach (var face in node.Interfaces)
        {
            var addresses = string.Join(", ", face.Addresses);
            Add($"{path}.{_keys.Node.Addresses.Name}.{face.Link}", face.Families == IpFamilies.Both ? $"[{addresses}]" : addresses);
        }

        if (node.Proxy is { } proxy)
        {
            Add(path, _keys.Node.Mode, proxy.Mode);
            Add(path, _keys.Node.RelayBuffer, proxy.RelayBuffer);
            Add(path, _keys.Node.Accept, proxy.Accept);
            AddFailure(path, proxy.Failure);
            AddLimits($"{path}.{_keys.Node.Limits.Name}", proxy.Limits);
            AddPooling($"{path}.{_keys.Node.Pooling.Name}", proxy.Pooling);
            AddProvision($"{path}.{_keys.Node.Provision.Name}", proxy.Provision);
            AddServices($"{path}.{_keys.Node.Services.Name}", proxy.Services);
            AddCosts($"{path}.{_keys.Node.Costs.Name}", proxy.Costs);
            AddProtection($"{path}.{_keys.Node.Protection.Name}", proxy.Protection);
            if (proxy.Mode == ProxyMode.Hybrid)
            {
                Add(path, _keys.Node.CapabilityAge, proxy.CapabilityAge);
                AddPolicy($"{path}.{_keys.Node.Policy.Name}", proxy.Rules);
            }

            AddNames(path, _keys.Node.Uplinks, proxy.Uplinks);
            if (proxy.Mode != ProxyMode.Cpe)
            {
                AddSteering($"{path}.{_keys.Node.Steering.Name}", proxy.Steering);
            }

            AddSharing($"{path}.{_keys.Node.Sharing.Name}", proxy.Sharing);
            AddAccessReports($"{path}.{_keys.Node.AccessReports.Name}", proxy.AccessReports);
            if (proxy.MssClamp is { } clamp)
            {
                Add(path, _keys.Node.MssClamp, clamp);
            }
        }

        AddReserve($"{path}.{_keys.Node.Reserve.Name}", node.Reserve);
        AddPool($"{path}.{_keys.Node.Pool.Name}", node.Pool);
        if (node.Outside is { } outside)
        {
            Add($"{path}.{_keys.Node.Outside.Name}", outside);
            AddMiddleboxes($"{path}.{_keys.Node.Middleboxes.Name}", node.Middleboxes);
        }

        if (node.Kind is not (NodeKind.Router or NodeKind.Balancer or NodeKind.Attacker))
        {
            Add(path, _keys.Node.Profile, node.Profile);
            AddTcp($"{path}.tcp", node.Tcp);
            AddMptcp($"{path}.mptcp", node.Mptcp);
        }
    }

    private void AddTcp(string path, TcpPlan tcp)
    {
        Add($"{path}.{_keys.Tcp.CongestionControl.Name}", tcp.CongestionControl);
        Add(path, _keys.Tcp.HyStart, tcp.HyStart);
        Add(path, _keys.Tcp.Sack, tcp.Sack);
        Add(path, _keys.Tcp.Timestamps, tcp.Timestamps);
        Add(path, _keys.Tcp.WindowScale, tcp.WindowScale);
        Add(path, _keys.Tcp.DelayedAck, tcp.DelayedAck);
        Add(path, _keys.Tcp.InitialWindow, tcp.InitialWindow);
        Add(path, _keys.Tcp.Ecn, tcp.Ecn);
        Add(path, _keys.Tcp.Pacing, tcp.Pacing);
        Add(path, _keys.Tcp.FastOpen, tcp.FastOpen);
        Add(path, _keys.Tcp.FastOpenCookies, tcp.FastOpenCookies);
        AddBuffer($"{path}.{_keys.Tcp.ReceiveBuffer.Name}", tcp.ReceiveBuffer);
        AddBuffer($"{path}.{_keys.Tcp.SendBuffer.Name}", tcp.SendBuffer);
        Add(path, _keys.Tcp.NoDelay, tcp.NoDelay);
    }

    private void AddBuffer(string path, BufferPlan buffer)
    {
        var size = _keys.Buffer.Max.Form.Write(buffer.Size);
        Add(buffer.AutoTuned ? $"{path}.{_keys.Buffer.Max.Name}" : path, size);
    }

    private void AddMptcp(string path, MptcpPlan mptcp)
    {
        Add(path, _keys.Mptcp.Enabled, mptcp.Enabled);
        if (!mptcp.Enabled)
        {
            return;
        }

        Add($"{path}.{_keys.Mptcp.Scheduler.Name}", mptcp.Scheduler);
        Add($"{path}.{_keys.Mptcp.PathManager.Name}", mptcp.PathManager);
        Add(path, _keys.Mptcp.DataAck, mptcp.DataAckBits);
        Add(path, _keys.Mptcp.Checksum, mptcp.Checksum);
        Add(path, _keys.Mptcp.JoinsToInitialAddress, mptcp.JoinsToInitialAddress);
        Add(path, _keys.Mptcp.HeedsNoJoin, mptcp.HeedsNoJoin);
        Add(path, _keys.Mptcp.FastcloseByAck, mptcp.FastcloseByAck);
        Add(path, _keys.Mptcp.StaleAfterTimeouts, mptcp.StaleAfterTimeouts);
        Add(path, _keys.Mptcp.AddAddressTimeout, mptcp.AddAddressTimeout);
        Add(path, _keys.Mptcp.SynRepeatsBeforeFallback, mptcp.SynRepeatsBeforeFallback);
        Add(path, _keys.Mptcp.BlackholeTimeout, mptcp.BlackholeTimeout);
        Add($"{path}.{_keys.Mptcp.Limits.Name}", _keys.Mptcp.Subflows, mptcp.SubflowLimit);
        Add($"{path}.{_keys.Mptcp.Limits.Name}", _keys.Mptcp.AddAddrAccepted, mptcp.AddAddrAcceptedLimit);
        Add(path, _keys.Mptcp.DelayThreshold, mptcp.DelayThreshold);
        Add(path, _keys.Mptcp.StaleLossCount, mptcp.StaleLossCount);
        Add(path, _keys.Mptcp.OpportunisticRetransmission, mptcp.OpportunisticRetransmission);
        Add(path, _keys.Mptcp.Penalization, mptcp.Penalization);
        AddOrder(path, mptcp);
        foreach (var (index, endpoint) in mptcp.Endpoints.Index())
        {
            var at = $"{path}.{_keys.Mptcp.Endpoints.Name}.{index}";
            Add($"{at}.{_keys.Endpoint.Link.Name}", endpoint.Link);
            Add(at, _keys.Endpoint.Address, endpoint.Address);
            var flags = _keys.Endpoint.Flag.Values.Where(flag => endpoint.Flags.HasFlag(flag)).Select(_keys.Endpoint.Flag.Write);
            Add($"{at}.{_keys.Endpoint.Flags.Name}", $"[{string.Join(", ", flags)}]");
            if (endpoint.Port is { } port)
            {
                Add(at, _keys.Endpoint.Port, port);
            }
        }
    }

    /// <summary>What a scheduler is told of links and of the time.</summary>
    private void AddOrder(string path, MptcpPlan mptcp)
    {
        if (mptcp.PriorityByPrice)
        {
            Add($"{path}.{_keys.Mptcp.Priority.Name}", MptcpKeys.ByPrice);
        }
        else if (mptcp.Priority.Count > 0)
        {
            Add($"{path}.{_keys.Mptcp.Priority.Name}", $"[{string.Join(", ", mptcp.Priority)}]");
        }

        AddWeights(path, mptcp.Weights);
        foreach (var (index, window) in mptcp.Timetable.Index())
        {
            var at = $"{path}.{_keys.Mptcp.Timetable.Name}.{index}";
            Add(at, _keys.Mptcp.From, window.From);
            if (window.Until != Instant.Never)
            {
                Add(at, _keys.Mptcp.Until, window.Until);
            }

            Add($"{at}.{_keys.Mptcp.WindowScheduler.Name}", window.Scheduler);
            Add($"{at}.{_keys.Mptcp.Priority.Name}", $"[{string.Join(", ", window.Priority)}]");
            AddWeights(at, window.Weights);
        }
    }

    private void AddWeights(string path, IReadOnlyList<PathWeight> weights)
    {
        foreach (var weight in weights)
        {
            Add($"{path}.{_keys.Mptcp.Weights.Name}.{weight.Link}", Forms.Weight.Write(weight.Weight));
        }
    }

    private void AddLink(LinkPlan link)
    {
        var path = $"links.{link.Id}";
        Add($"{path}.{_keys.Link.Between.Name}", $"[{link.First}, {link.Second}]");
        if (link.Access.Length > 0)
        {
            Add($"{path}.{_keys.Link.Access.Name}", link.Access);
        }

        Add($"{path}.{_keys.Link.Ip.Name}", FamilyReader.Write(link.Families));
        Add(path, _keys.Link.Mtu, link.Mtu);
        Add(path, _keys.Link.MtuDiscovery, link.MtuDiscovery);
        AddTariff(path, link.Tariff);
        Add(path, _keys.Link.Capture, link.Capture);
        AddDirection($"{path}.{_keys.Link.Up.Name}", link.Up);
        AddDirection($"{path}.{_keys.Link.Down.Name}", link.Down);
        AddMiddleboxes($"{path}.{_keys.Link.Middleboxes.Name}", link.Middleboxes);
    }

    private void AddDirection(string path, DirectionPlan direction)
    {
        if (direction.Trace is { } trace)
        {
            AddTrace($"{path}.{_keys.Link.Trace.Name}", trace);
        }
        else
        {
            Add(path, _keys.Link.Rate, direction.Rate);
        }

        Add(path, _keys.Link.Delay, direction.Delay);
        Add(path, _keys.Link.Jitter, direction.Jitter);
        AddQueue($"{path}.{_keys.Link.Queue.Name}", direction.Queue);
        AddLoss($"{path}.{_keys.Link.Loss.Name}", direction.Loss);
    }

    private void AddQueue(string path, QueuePlan queue)
    {
        if (QueueDisciplines.Find(queue.Discipline) is not { Create: not null } algorithm)
        {
            Add(path, _keys.Queue.Limit.Form.Write(queue.Limit));
            return;
        }

        Add(path, _keys.Queue.Discipline, queue.Discipline);
        Add(path, _keys.Queue.Limit, queue.Limit);
        if (algorithm.Parameters.HasFlag(QueueParameters.Ecn))
        {
            Add(path, _keys.Queue.Ecn, queue.Ecn);
        }

        if (algorithm.Parameters.HasFlag(QueueParameters.Target))
        {
            Add(path, _keys.Queue.Target, queue.Target ?? (algorithm.Parameters.HasFlag(QueueParameters.Burst) ? Pie.DefaultTarget : CoDelDiscipline.DefaultTarget));
        }

        if (algorithm.Parameters.HasFlag(QueueParameters.Interval))
        {
            Add(path, _keys.Queue.Interval, queue.Interval);
        }

        if (algorithm.Parameters.HasFlag(QueueParameters.Fairness))
        {
            Add(path, _keys.Queue.Quantum, queue.Quantum);
            Add(path, _keys.Queue.Flows, queue.Flows);
        }

        if (algorithm.Parameters.HasFlag(QueueParameters.Burst))
        {
            Add(path, _keys.Queue.Burst, queue.Burst);
        }

        if (algorithm.Parameters.HasFlag(QueueParameters.Thresholds))
        {
            Add(path, _keys.Queue.Minimum, queue.Minimum);
            Add(path, _keys.Queue.Maximum, queue.Maximum);
            Add(path, _keys.Queue.MaximumProbability, queue.MaximumProbability);
            Add(path, _keys.Queue.Weight, queue.Weight);
        }
    }

    private void AddLoss(string path, LossPlan? loss)
    {
        switch (loss)
        {
            case BernoulliLossPlan bernoulli:
                Add(path, Forms.Percent.Write(bernoulli.Loss));
                break;
            case GilbertElliottLossPlan gilbert:
                Add($"{path}.{_keys.Loss.Model.Name}", "gilbert-elliott");
                Add(path, _keys.Loss.P, gilbert.P);
                Add(path, _keys.Loss.R, gilbert.R);
                Add(path, _keys.Loss.LossGood, gilbert.LossGood);
                Add(path, _keys.Loss.LossBad, gilbert.LossBad);
                break;
            default:
                Add(path, "0 %");
                break;
        }
    }

    private void AddTrace(string path, TracePlan trace)
    {
        Add($"{path}.{_keys.Trace.File.Name}", trace.File);
        Add(path, _keys.Trace.Format, trace.Format);
        if (trace.Format != TraceFormat.Csv)
        {
            return;
        }

        Add($"{path}.{_keys.Trace.Column.Name}", trace.Column);
        Add(path, _keys.Trace.Unit, trace.BitsPerSecondPerUnit);
        if (trace.TimeColumn is { } times)
        {
            Add($"{path}.{_keys.Trace.TimeColumn.Name}", times);
        }
        else
        {
            Add(path, _keys.Trace.Interval, trace.Interval);
        }
    }

    private void AddFlow(FlowPlan flow)
    {
        var path = $"flows.{flow.Id}";
        Add($"{path}.{_keys.Flow.From.Name}", flow.From);
        Add($"{path}.{_keys.Flow.To.Name}", flow.To);
        Add(path, _keys.Flow.Transfer, flow.Transfer);
        AddSize(path, _keys.Flow.Size, flow.Size);
        if (flow.Time is { } time)
        {
            Add(path, _keys.Flow.Time, time);
        }

        AddSize(path, _keys.Flow.Request, flow.Request);
        AddSize(path, _keys.Flow.Response, flow.Response);
        Add(path, _keys.Flow.Start, flow.Start);
        Add($"{path}.{_keys.Flow.OpenedBy.Name}", flow.OpenedBy);
        Add(path, _keys.Flow.Connections, flow.Connections);
        Add($"{path}.{_keys.Flow.Via.Name}", $"[{string.Join(", ", flow.Via)}]");
        Add(path, _keys.Flow.Ip, flow.Family);
        Add(path, _keys.Flow.Mptcp, flow.Mptcp);
        Add(path, _keys.Flow.Dscp, flow.Dscp);
        AddPersistence(path, flow);
        if (flow.Arrivals is { } arrivals)
        {
            AddArrivals($"{path}.{_keys.Flow.Arrivals.Name}", arrivals);
        }

        AddAddressedProxy($"{path}.{_keys.Flow.Proxy.Name}", flow.Proxy);
    }

    private void AddSize(string path, Key key, SizePlan? size)
    {
        var (form, at) = (Forms.Size, $"{path}.{key.Name}");
        switch (size)
        {
            case ConstantSize constant:
                Add(at, form.Write(constant.Size));
                break;
            case ExponentialSize exponential:
                Add(at, _keys.Size.Exponential, exponential.Mean);
                break;
            case UniformSize uniform:
                Add($"{at}.{_keys.Size.Uniform.Name}", $"[{form.Write(uniform.Smallest)}, {form.Write(uniform.Largest)}]");
                break;
            case EmpiricalSize empirical:
                Add($"{at}.{_keys.Size.Cdf.Name}", Points(empirical.Points, bytes => form.Write(new ByteCount(bytes))));
                break;
        }
    }

    private void AddArrivals(string path, ArrivalPlan arrivals)
    {
        Add(path, arrivals.Poisson ? _keys.Arrivals.Poisson : _keys.Arrivals.Every, arrivals.Gap);
        Add(path, _keys.Arrivals.Until, arrivals.Until);
        if (arrivals.Count is { } count)
        {
            Add($"{path}.{_keys.Arrivals.Count.Name}", count.ToString(CultureInfo.InvariantCulture));
        }
    }

    private void AddEvent(string path, EventPlan change)
    {
        Add(path, _keys.Event.At, change.At);
        Add($"{path}.{_keys.Event.Link.Name}", change.Link);
        Add(path, _keys.Event.Direction, change.Directions);
        if (change.Working is { } working)
        {
            Add(path, _keys.Event.State, working);
            Add(path, _keys.Event.Signal, change.Signal);
        }

        if (change.Rate is { } rate)
        {
            Add(path, _keys.Event.Rate, rate);
        }

        if (change.Delay is { } delay)
        {
            Add(path, _keys.Event.Delay, delay);
        }

        if (change.Access is { } access)
        {
            Add($"{path}.{_keys.Event.Access.Name}", access);
        }
    }
}
