using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Mpsim.Models.Mptcp;

/// <summary>Deadlines by the index of their subflow, in nanoseconds: the first two in the struct itself, because few connections have more.</summary>
internal struct SubflowDeadlines()
{
    private long _first = long.MaxValue;
    private long _second = long.MaxValue;
    private long[]? _others;

    /// <summary>The earliest of all; <see cref="long.MaxValue"/> when there is none.</summary>
    public readonly long Earliest
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var earliest = Math.Min(_first, _second);
            return _others is null ? earliest : Math.Min(earliest, EarliestOther());
        }
    }

    [UnscopedRef]
    public ref long this[int index]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            if (index == 0)
            {
                return ref _first;
            }

            if (index == 1)
            {
                return ref _second;
            }

            return ref _others![index - 2];
        }
    }

    /// <summary>Has a place for a subflow's deadline, which there is none yet.</summary>
    public void MakeRoomFor(int index)
    {
        var others = index - 2;
        var length = _others?.Length ?? 0;
        if (others >= length)
        {
            Array.Resize(ref _others, Math.Max(2, length * 2));
            _others.AsSpan(length).Fill(long.MaxValue);
        }
    }

    private readonly long EarliestOther()
    {
        var earliest = long.MaxValue;
        foreach (var other in _others!)
        {
            earliest = Math.Min(earliest, other);
        }

        return earliest;
    }
}
