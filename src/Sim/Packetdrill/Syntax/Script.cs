using Mpsim.Models.Units;
using Mpsim.Scenarios.Errors;

namespace Mpsim.Packetdrill.Syntax;

/// <summary>A script as it is written.</summary>
/// <param name="Source">The text, for messages.</param>
/// <param name="Options">Its <c>--option=value</c> lines, in order.</param>
/// <param name="Events">What is to happen, in order; a shell line at the very start or end has no time of its own.</param>
internal sealed record Script(SourceText Source, IReadOnlyList<ScriptOption> Options, IReadOnlyList<ScriptEvent> Events);

/// <summary>One <c>--option=value</c> line.</summary>
/// <param name="Name">Name without its hyphens.</param>
/// <param name="Value">Value, or null where none is given.</param>
/// <param name="Position">Where it stands.</param>
internal sealed record ScriptOption(string Name, string? Value, SourcePosition Position);

/// <summary>One event: a time and what is done or expected then.</summary>
/// <param name="Time">When.</param>
/// <param name="Action">What.</param>
/// <param name="Position">Where it stands.</param>
internal sealed record ScriptEvent(EventTime Time, ScriptAction Action, SourcePosition Position)
{
    public int Line => Position.Line;
}

/// <summary>How the time of an event is written.</summary>
internal enum TimeKind
{
    /// <summary><c>+x</c>: after the event before.</summary>
    Relative,

    /// <summary><c>x</c>: after the start.</summary>
    Absolute,

    /// <summary><c>*</c>: at any time.</summary>
    Any,

    /// <summary><c>+x~+y</c></summary>
    RelativeRange,

    /// <summary><c>x~y</c></summary>
    AbsoluteRange,
}

/// <summary>The time of an event.</summary>
/// <param name="Kind">How it is written.</param>
/// <param name="Start">The time, or the start of the range.</param>
/// <param name="End">The end of the range.</param>
internal readonly record struct EventTime(TimeKind Kind, Duration Start, Duration End)
{
    /// <summary>Right after the event before.</summary>
    public static readonly EventTime AtOnce = new(TimeKind.Relative, Duration.Zero, Duration.Zero);

    public bool IsRelative => Kind is TimeKind.Relative or TimeKind.RelativeRange;

    public bool IsRange => Kind is TimeKind.RelativeRange or TimeKind.AbsoluteRange;
}

/// <summary>What happens at an event.</summary>
internal abstract record ScriptAction;

/// <summary>Commands in backticks.</summary>
internal sealed record ShellAction(string Commands) : ScriptAction;

/// <summary>Statements between %{ and }%.</summary>
internal sealed record CodeAction(string Text) : ScriptAction;

/// <summary>A system call.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Result">What it returns; <c>...</c> for anything.</param>
/// <param name="Error">The errno that it sets, or null.</param>
/// <param name="End">When it returns, in the terms of the event's time, for a call that blocks.</param>
internal sealed record CallAction(string Name, IReadOnlyList<Expression> Arguments, Expression Result, string? Error, Duration? End) : ScriptAction;
