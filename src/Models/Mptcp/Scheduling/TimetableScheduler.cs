using Mpsim.Models.Units;

namespace Mpsim.Models.Mptcp.Scheduling;

/// <summary>
/// Other schedulers for windows of time, such as a rush hour in which the dear line is to be left alone. The first window that holds
/// counts, and outside of all the usual scheduler.
/// </summary>
/// <param name="usual">The scheduler outside of all windows.</param>
/// <param name="windows">In the order in which they are looked at.</param>
/// <param name="clock">The time of the run.</param>
public sealed class TimetableScheduler(PacketScheduler usual, IReadOnlyList<TimetableWindow> windows, Func<Instant> clock) : PacketScheduler
{
    public override string Name => usual.Name;

    public override Subflow? Select(MptcpConnection connection) => At(clock()).Select(connection);

    private PacketScheduler At(Instant now)
    {
        for (var i = 0; i < windows.Count; i++)
        {
            if (windows[i].From <= now && now < windows[i].Until)
            {
                return windows[i].Scheduler;
            }
        }

        return usual;
    }
}

/// <summary>A scheduler and when it applies.</summary>
/// <param name="From">The first instant.</param>
/// <param name="Until">The first instant after it.</param>
/// <param name="Scheduler">The scheduler, of this connection alone.</param>
public sealed record TimetableWindow(Instant From, Instant Until, PacketScheduler Scheduler);
