namespace Mpsim.Models.Network;

/// <summary>Where one link stands in its <see cref="DelaySchedule"/>.</summary>
internal struct DelayCursor
{
    /// <summary>The delay in force, in nanoseconds.</summary>
    public long Delay;

    /// <summary>Until before when it is in force.</summary>
    public long Until;

    private int _piece;

    public DelayCursor(DelaySchedule schedule) => Enter(schedule, 0);

    /// <summary>Moves on to the delay that is in force at <paramref name="time"/>.</summary>
    public void Seek(DelaySchedule schedule, long time)
    {
        while (time >= Until && _piece + 1 < schedule.Pieces)
        {
            Enter(schedule, _piece + 1);
        }
    }

    private void Enter(DelaySchedule schedule, int piece)
    {
        _piece = piece;
        Delay = schedule.Delay(piece);
        Until = schedule.End(piece);
    }
}
