using System.Globalization;
using Mpsim.Models.Units;
using Mpsim.Scenarios.Errors;

namespace Mpsim.Packetdrill.Syntax;

/// <summary>
/// Reads a script: options, then events, each a time and an action. The grammar is that of packetdrill with the options of
/// MPTCP. The first mistake ends the reading, since what follows depends on it.
/// </summary>
internal sealed class Parser
{
    private readonly TokenStream _tokens;
    private readonly PacketParser _packets;
    private readonly CallParser _calls;

    private Parser(TokenStream tokens)
    {
        _tokens = tokens;
        _packets = new PacketParser(tokens);
        _calls = new CallParser(tokens);
    }

    /// <exception cref="ScriptException">The text is not a script.</exception>
    public static Script Read(SourceText source)
    {
        var tokens = new TokenStream(Lexer.Read(source));
        var parser = new Parser(tokens);
        var options = parser.ReadOptions();
        var events = parser.ReadEvents();
        if (events.Count == 0)
        {
            throw new ScriptException(new SourcePosition(source, 1, 1, 1), "the script is empty", "an event such as '+0 socket(..., SOCK_STREAM, IPPROTO_TCP) = 3'");
        }

        return new Script(source, options, events);
    }

    private List<ScriptOption> ReadOptions()
    {
        List<ScriptOption> options = [];
        while (_tokens.Next.Kind == TokenKind.Option)
        {
            var token = _tokens.Take();
            var equals = token.Text.IndexOf('=', StringComparison.Ordinal);
            var option = equals < 0
                ? new ScriptOption(token.Text, null, token.Position)
                : new ScriptOption(token.Text[..equals], token.Text[(equals + 1)..].Trim('"'), token.Position);
            options.Add(option);
            if (option is { Name: "define" or "D", Value: { } definition })
            {
                Define(token, definition);
            }
        }

        return options;
    }

    private void Define(in Token token, string definition)
    {
        var equals = definition.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
        {
            throw new ScriptException(token.Position, "the definition has no value", "--define=NAME=VALUE");
        }

        _tokens.Define(definition[..equals], definition[(equals + 1)..]);
    }

    private List<ScriptEvent> ReadEvents()
    {
        List<ScriptEvent> events = [];
        while (_tokens.Next.Kind != TokenKind.End)
        {
            var first = _tokens.Next;
            if (first.Kind == TokenKind.Shell)
            {
                _tokens.Take();
                events.Add(new ScriptEvent(EventTime.AtOnce, new ShellAction(first.Text), first.Position));
                if (events.Count > 1 && _tokens.Next.Kind != TokenKind.End)
                {
                    throw new ScriptException(first.Position, "a shell line without a time stands between events", "a time, such as +0");
                }

                continue;
            }

            events.Add(Checked(new ScriptEvent(ReadTime(), ReadAction(), first.Position)));
        }

        return events;
    }

    private static ScriptEvent Checked(ScriptEvent read)
    {
        var isOutbound = read.Action is PacketAction { Outbound: true } or IcmpAction { Outbound: true } or ForeignAction;
        if (!isOutbound && (read.Time.Kind == TimeKind.Any || read.Time.IsRange))
        {
            throw new ScriptException(read.Position, "only a packet that the host sends may have a range of times or '*'", "one time");
        }

        return read.Time.IsRange && read.Time.End < read.Time.Start
            ? throw new ScriptException(read.Position, "the range of times runs backwards")
            : read;
    }

    private EventTime ReadTime()
    {
        if (_tokens.TryTake("*"))
        {
            return new EventTime(TimeKind.Any, Duration.Zero, Duration.Zero);
        }

        var relative = _tokens.TryTake("+");
        var start = ReadSeconds("a time, such as +0.1, or '*'");
        if (!_tokens.TryTake("~"))
        {
            return new EventTime(relative ? TimeKind.Relative : TimeKind.Absolute, start, start);
        }

        if (relative)
        {
            _tokens.Expect("+");
        }

        return new EventTime(relative ? TimeKind.RelativeRange : TimeKind.AbsoluteRange, start, ReadSeconds("the end of the range of times"));
    }

    private Duration ReadSeconds(string expected)
    {
        var token = _tokens.Take();
        if (token.Kind is not (TokenKind.Integer or TokenKind.Float))
        {
            throw new ScriptException(token.Position, $"there is {token.Described}", expected);
        }

        var seconds = decimal.Parse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return seconds is >= 0 and < 1_000_000_000
            ? new Duration((long)(seconds * 1_000_000_000m))
            : throw new ScriptException(token.Position, $"the time {token.Text} is out of range", expected);
    }

    private ScriptAction ReadAction()
    {
        var next = _tokens.Next;
        if (next.Is("<") || next.Is(">"))
        {
            return _packets.Read();
        }

        switch (next.Kind)
        {
            case TokenKind.Shell:
                return new ShellAction(_tokens.Take().Text);
            case TokenKind.Code:
                return new CodeAction(_tokens.Take().Text);
            case TokenKind.Ellipsis:
                _tokens.Take();
                return _calls.Read(ReadSeconds("the time at which the call returns"));
            case TokenKind.Word:
                return _calls.Read(null);
            default:
                throw new ScriptException(next.Position, $"there is {next.Described}", "'<' or '>' and a packet, a system call, a shell line or a code block");
        }
    }
}
