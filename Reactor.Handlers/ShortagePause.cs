namespace Reactor.Handlers;

/// <summary>
/// How long a connection lets a kernel alone that has no memory for it: ten milliseconds, and twice as long each time that did not help, up to
/// a second.
/// </summary>
internal sealed class ShortagePause(ConnectionHandler connection, LoopCore core) : LoopTimer(core.Wheel)
{
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(1);

    private TimeSpan _next = s_shortest;
    private long _ended;

    internal override object? Culprit => connection;

    public void Begin()
    {
        if (IsArmed)
        {
            return;
        }

        // What comes long after the last pause has nothing to do with it.
        bool helped = core.Kernel.MonotonicNanoseconds - _ended > s_longest.Ticks * TimeSpan.NanosecondsPerTick;
        TimeSpan pause = helped ? s_shortest : _next;
        _next = pause + pause < s_longest ? pause + pause : s_longest;
        Restart(pause);
    }

    internal override void Fire()
    {
        _ended = core.Kernel.MonotonicNanoseconds;
        connection.OnShortageOver();
    }
}
