namespace Reactor.Handlers;

/// <summary>Limits and clocks of a connection. Immutable, so that all connections of a server share one.</summary>
/// <remarks>Time is counted in whole milliseconds. <see cref="Timeout.InfiniteTimeSpan"/> switches a clock off.</remarks>
public sealed record ConnectionOptions
{
    /// <summary>The defaults: water marks and write timeout on, no idle timeout.</summary>
    public static ConnectionOptions Default { get; } = new();

    /// <summary>How much unsent output, in bytes, pauses reading. See <see cref="PauseReadingOnHighOutput"/>.</summary>
    public int HighWaterMark { get; init; } = 64 * 1024;

    /// <summary>To how much unsent output, in bytes, it must fall for reading to go on.</summary>
    public int LowWaterMark { get; init; } = 16 * 1024;

    /// <summary>How much output, in bytes, may be queued; a send beyond it closes the connection.</summary>
    public int OutputLimit { get; init; } = 16 * 1024 * 1024;

    /// <summary>
    /// Whether reading pauses while the peer leaves too much output unread. Null, the default, means on accepted connections and
    /// not on outgoing ones: two peers that both waited would wait for ever.
    /// </summary>
    public bool? PauseReadingOnHighOutput { get; init; }

    /// <summary>How long the connection may be silent: no byte received and none taken by the kernel. Off by default.</summary>
    public TimeSpan IdleTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>How long the peer may send nothing; not counted while reading is paused. Off by default.</summary>
    public TimeSpan ReadTimeout { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>How long output may wait without the kernel taking any of it.</summary>
    public TimeSpan WriteTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long each phase of a close, sending the rest and waiting for the peer's end, may take without progress.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many bytes are read and thrown away while a close waits for the peer's end.</summary>
    public int CloseDrainLimit { get; init; } = 1024 * 1024;

    /// <summary>Up to how many bytes output neither pauses reading nor ends the connection.</summary>
    internal int GatherLimit => Math.Min(HighWaterMark, OutputLimit);

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(LowWaterMark);
        ArgumentOutOfRangeException.ThrowIfLessThan(HighWaterMark, LowWaterMark);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(OutputLimit);
        ArgumentOutOfRangeException.ThrowIfNegative(CloseDrainLimit);
        ValidateClock(IdleTimeout, nameof(IdleTimeout));
        ValidateClock(ReadTimeout, nameof(ReadTimeout));
        ValidateClock(WriteTimeout, nameof(WriteTimeout));
        ValidateClock(CloseTimeout, nameof(CloseTimeout));
    }

    private static void ValidateClock(TimeSpan time, string name)
    {
        if (time <= TimeSpan.Zero && time != Timeout.InfiniteTimeSpan)
        {
            throw new ArgumentOutOfRangeException(name, time, "A timeout is more than zero, or Timeout.InfiniteTimeSpan for none.");
        }
    }
}
