namespace Reactor.Handlers;

/// <summary>
/// The timeouts of one connection on one timer. Activity only notes the time; the timer looks at it when it fires and goes back to sleep
/// if there was any, so a busy connection never re-arms.
/// </summary>
/// <remarks>
/// Times are in nanoseconds: the turn's where something went on at once, and read afresh where something begins to wait, or goes on
/// after it did.
/// </remarks>
internal sealed class ConnectionClock : LoopTimer
{
    private const long Never = long.MaxValue;

    private readonly ConnectionHandler _connection;

    public ConnectionClock(ConnectionHandler connection, LoopCore core)
        : base(core.Wheel)
    {
        _connection = connection;

        // Read afresh: between turns the turn's time may lie far back.
        long now = core.Kernel.MonotonicNanoseconds;
        Received = now;
        Progress = now;
        Began = now;
    }

    /// <summary>When bytes arrived last.</summary>
    public long Received { get; set; }

    /// <summary>When the kernel took output last.</summary>
    public long Progress { get; set; }

    /// <summary>When output began to wait. That is no activity, but the time before it does not count as waiting.</summary>
    public long Waiting { get; set; }

    /// <summary>When reading was resumed, or a phase of closing began: what happened before does not count.</summary>
    public long Began { get; set; }

    internal override object? Culprit => _connection;

    /// <summary>Arms the timer for the earliest deadline, if it is not armed for an earlier time already.</summary>
    public void Wind()
    {
        long deadline = Earliest(out _);
        if (deadline == Never)
        {
            return;
        }

        long tick = ToTick(deadline);
        if (!IsArmed || tick < DueTick)
        {
            Wheel.Arm(this, tick);
        }
    }

    /// <summary>A turn took long. What it moved may have been moved at its end, and was noted with its beginning.</summary>
    public void OnLongTurn(long began, long ended)
    {
        Received = Received == began ? ended : Received;
        Progress = Progress == began ? ended : Progress;
    }

    internal override void Fire()
    {
        if (IsDue(out _))
        {
            // After a stall, or behind a full batch of events, nobody has looked yet at what the kernel has.
            _connection.LookOnceMore();
        }

        if (_connection.IsOver)
        {
            return;
        }

        if (IsDue(out CloseKind kind))
        {
            _connection.OnTimeout(kind);
        }
        else
        {
            Wind();
        }
    }

    private bool IsDue(out CloseKind kind) => Earliest(out kind) <= _connection.Now;

    private static long After(long time, TimeSpan timeout)
    {
        if (timeout == Timeout.InfiniteTimeSpan)
        {
            return Never;
        }

        long ticks = timeout.Ticks;
        return ticks >= (Never - time) / TimeSpan.NanosecondsPerTick ? Never : time + (ticks * TimeSpan.NanosecondsPerTick);
    }

    private static long ToTick(long nanoseconds) => (nanoseconds / 1_000_000) + (nanoseconds % 1_000_000 > 0 ? 1 : 0);

    private long Earliest(out CloseKind kind)
    {
        ConnectionOptions options = _connection.Options;
        long activity = Math.Max(Received, Progress);
        long earliest = Never;
        kind = CloseKind.IdleTimeout;
        if (_connection.IsEnding)
        {
            // A close has one clock of its own in each phase.
            kind = CloseKind.CloseTimeout;
            return After(Math.Max(activity, Began), options.CloseTimeout);
        }

        Consider(After(activity, options.IdleTimeout), CloseKind.IdleTimeout, ref earliest, ref kind);
        if (_connection.IsReading)
        {
            Consider(After(Math.Max(Received, Began), options.ReadTimeout), CloseKind.ReadTimeout, ref earliest, ref kind);
        }

        if (_connection.IsWriteBlocked)
        {
            Consider(After(Math.Max(Progress, Waiting), options.WriteTimeout), CloseKind.WriteTimeout, ref earliest, ref kind);
        }

        return earliest;
    }

    private static void Consider(long deadline, CloseKind candidate, ref long earliest, ref CloseKind kind)
    {
        if (deadline < earliest)
        {
            earliest = deadline;
            kind = candidate;
        }
    }
}
