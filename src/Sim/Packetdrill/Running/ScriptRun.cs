using Mpsim.Models.Tcp.FastOpen;
using Mpsim.Models.Units;
using Mpsim.Models.Wire;
using Mpsim.Models.Wire.Tcp;
using Mpsim.Packetdrill.Code;
using Mpsim.Packetdrill.Matching;
using Mpsim.Packetdrill.Sockets;
using Mpsim.Packetdrill.Syntax;
using Mpsim.Packetdrill.World;

namespace Mpsim.Packetdrill.Running;

/// <summary>One run of a script: its events in order, in virtual time, against a host of its own.</summary>
internal sealed partial class ScriptRun
{
    /// <summary>How long a call that is not said to wait may do so, and a packet at any time be waited for.</summary>
    private static readonly Duration LongestWait = Duration.FromSeconds(600);

    private readonly Script _script;
    private readonly DrillOptions _options;
    private readonly Leniency _leniency;
    private readonly ulong _seed;
    private readonly DrillWorld _world;
    private readonly Shell _shell;
    private readonly FileTable _files = new();
    private readonly SystemCalls _calls;
    private readonly CodeInterpreter _code;
    private readonly FlowTable _flows;
    private readonly PacketInjection _injection;
    private readonly PacketComparison _comparison;
    private readonly List<string> _notes = [];
    private CallWaiter? _waiting;
    private Instant _lastEvent = DrillWorld.Start;

    public ScriptRun(Script script, DrillOptions options, HostConfiguration configuration, Leniency leniency, ulong seed)
    {
        _script = script;
        _options = options;
        _leniency = leniency;
        _seed = seed;
        _world = new DrillWorld(options.Addresses, configuration, seed);
        _shell = new Shell(_world);
        _calls = new SystemCalls(_world, _files, options.Addresses);
        _code = new CodeInterpreter(name => TcpInfo.Find(name, _files.UnderTest));
        var variables = new Variables();

        // What public suites define on their command line for the keys of their scripts.
        variables.SetCookie("TFO_COOKIE", Convert.ToHexStringLower(FastOpenConfiguration.DefaultKey.CookieOf(options.Addresses.Remote, options.Addresses.Local)));
        variables.SetCookie("TFO_COOKIE_ZERO", Convert.ToHexStringLower(default(FastOpenKey).CookieOf(options.Addresses.Remote, options.Addresses.Local)));
        _flows = new FlowTable(variables, options.Addresses, (local, remote) => _world.Host.Connections.Find(local, remote) is not null);
        _injection = new PacketInjection(variables, _flows, _world.Chance);
        _comparison = new PacketComparison(variables, leniency, options.TimestampTick);
    }

    /// <summary>See <see cref="DrillWorld.Tamper"/>.</summary>
    public Action<Packet>? Tamper { init => _world.Tamper = value; }

    public ScriptOutcome Run()
    {
        ScriptEvent? current = null;
        try
        {
            foreach (var line in _script.Events)
            {
                current = line;
                if (line == _script.Events[^1])
                {
                    _world.RunUntil(_world.Now);
                    _passedBeforeLastLine = _world.Sent.Count;
                }

                Execute(line);
            }

            current = null;
            _waitedAtEnd = _waiting is not null;
            AwaitCall();
            CheckTail();
            return Outcome(ScriptStatus.Passed, null, null) with { Notes = _notes };
        }
        catch (UnsupportedException e)
        {
            return Outcome(ScriptStatus.Unsupported, current, e);
        }
        catch (RunException e)
        {
            return Outcome(ScriptStatus.Failed, current, e);
        }
    }

    private ScriptOutcome Outcome(ScriptStatus status, ScriptEvent? line, RunException? why) => new(_script.Source.Name, status)
    {
        Line = why is null ? null : (why as LocatedException)?.Line ?? line?.Line ?? _script.Events[^1].Line,
        Message = why?.Message,
        Expected = (why as FailureException)?.Expected,
        Actual = (why as FailureException)?.Actual,
        Seed = _seed,
        At = (_world.Now - DrillWorld.Start).Seconds,
    };

    private void Execute(ScriptEvent line)
    {
        switch (line.Action)
        {
            case PacketAction { Outbound: true } packet:
                Expect(line, packet);
                break;
            case PacketAction packet:
                WaitUntil(line);
                Inject(packet);
                break;
            case CallAction call:
                var before = _world.Now;
                WaitUntil(line);
                Call(line, call, before);
                break;
            case ShellAction shell:
                WaitUntil(line);
                _shell.Run(shell.Commands);
                break;
            case CodeAction code:
                WaitUntil(line);
                _code.Run(code.Text);
                break;
            case IcmpAction icmp:
                WaitUntil(line);
                InjectIcmp(icmp);
                break;
            case ForeignAction foreign:
                throw new UnsupportedException(foreign.What);
        }

        _lastEvent = _world.Now;
        Note(line);
    }

    /// <summary>The time of an event; a relative one counts from now, since what was before may have ended late.</summary>
    private Instant TimeOf(ScriptEvent line) => line.Time.IsRelative ? _world.Now + line.Time.Start : DrillWorld.Start + line.Time.Start;

    private void WaitUntil(ScriptEvent line)
    {
        var time = TimeOf(line);
        if (_world.Now > time + ToleranceAt(time))
        {
            throw new FailureException($"it is {Text(_world.Now)} already, after what came before");
        }

        _world.RunUntil(time);
    }

    private Duration ToleranceAt(Instant time) =>
        Duration.Max(_options.Tolerance, new Duration((long)((time - _lastEvent).Nanoseconds * _options.TolerancePercent / 100)));

    private void Inject(PacketAction spec)
    {
        var packet = _world.Pool.Rent();
        try
        {
            _injection.Fill(spec, packet);
        }
        catch (RunException)
        {
            _world.Pool.Return(packet);
            throw;
        }

        if (spec.Spoils.Count > 0 && !Spoil(spec, packet))
        {
            _world.Pool.Return(packet);
            return;
        }

        NoteInvitation(spec, packet.Segment);
        ref readonly var segment = ref packet.Segment;
        var tcp = _world.Host.Connections.Find(packet.Destination, packet.Source)?.Tcp;
        uint? letsOut = tcp is not null && segment.Has(TcpFlags.Ack) && SequenceNumber.After(segment.Ack, tcp.SndUna) ? tcp.SndNxt : null;
        _lastInjected = (packet.Destination, packet.Source, segment.Seq + segment.SequenceLength, segment.Has(TcpFlags.Fin) || (segment.Has(TcpFlags.Syn) && segment.Has(TcpFlags.Ack)), segment.IsOpeningSyn, letsOut);
        _lastSyn = segment.IsOpeningSyn ? (packet.Destination, packet.Source) : _lastSyn;
        if (spec.Urgent is { } pointer && segment.Has(TcpFlags.Urg))
        {
            _world.MarkUrgent(packet.Destination, packet.Source, segment.Seq + pointer);
        }

        _world.Inject(packet);
    }

    /// <returns>False when the host drops the packet unread.</returns>
    private bool Spoil(PacketAction spec, Packet packet)
    {
        try
        {
            return PacketSpoiling.Apply(spec.Spoils, packet, _world.Chance);
        }
        catch (RunException)
        {
            _world.Pool.Return(packet);
            throw;
        }
    }

    private static string Text(Instant time) => $"{(time - DrillWorld.Start).Seconds:0.000000} s";
}
