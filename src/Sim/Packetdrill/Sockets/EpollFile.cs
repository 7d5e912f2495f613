namespace Mpsim.Packetdrill.Sockets;

/// <summary>An epoll instance: files with the events that are of interest.</summary>
internal sealed class EpollFile : OpenFile
{
    private readonly List<Interest> _interests = [];

    public override PollEvents Ready => PollEvents.None;

    public Errno Add(long descriptor, OpenFile file, long events)
    {
        if (_interests.Exists(interest => interest.Descriptor == descriptor))
        {
            return Errno.EALREADY;
        }

        _interests.Add(new Interest(descriptor, file) { Events = events });
        return Errno.None;
    }

    public Errno Modify(long descriptor, long events)
    {
        if (_interests.Find(interest => interest.Descriptor == descriptor) is not { } known)
        {
            return Errno.ENOENT;
        }

        known.Events = events;
        known.IsSpent = false;
        known.SeenWakeups = -1;
        return Errno.None;
    }

    public Errno Remove(long descriptor) => _interests.RemoveAll(interest => interest.Descriptor == descriptor) > 0 ? Errno.None : Errno.ENOENT;

    /// <summary>The first events to report, taken off where they are edge-triggered or asked for once.</summary>
    public (long Descriptor, long Events)? TakeReady()
    {
        foreach (var interest in _interests)
        {
            if (interest.IsSpent)
            {
                continue;
            }

            var ready = (long)interest.File.Ready & (interest.Events | (long)(PollEvents.Error | PollEvents.HangUp));
            var isEdge = (interest.Events & (1L << 31)) != 0;
            if (ready == 0 || (isEdge && interest.SeenWakeups == interest.File.Wakeups))
            {
                continue;
            }

            interest.SeenWakeups = interest.File.Wakeups;
            if ((interest.Events & (1L << 30)) != 0)
            {
                // Not even errors are reported until it is set again.
                interest.IsSpent = true;
            }

            return (interest.Descriptor, ready);
        }

        return null;
    }

    private sealed class Interest(long descriptor, OpenFile file)
    {
        public long Descriptor { get; } = descriptor;

        public OpenFile File { get; } = file;

        public long Events { get; set; }

        /// <summary>EPOLLONESHOT has reported.</summary>
        public bool IsSpent { get; set; }

        /// <summary>How many wake-ups of the file the last report has covered.</summary>
        public int SeenWakeups { get; set; } = -1;
    }
}
