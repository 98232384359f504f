using Reactor.SystemCalls;
using Reactor.Timers;

namespace Reactor.Tasks;

/// <summary>The loop's clock as the base library knows clocks: delays, periodic timers and cancellation that run on the loop's thread.</summary>
/// <remarks>Every member is for any thread. Timers made, changed or disposed off the loop get there by way of its post queue.</remarks>
internal sealed class LoopTimeProvider(Kernel kernel, LoopThread thread, TaskQueue tasks, TimerWheel wheel) : TimeProvider
{
    public override long TimestampFrequency => 1_000_000_000;

    public override long GetTimestamp() => kernel.MonotonicNanoseconds;

    public override DateTimeOffset GetUtcNow() =>
        DateTimeOffset.UnixEpoch.AddTicks(kernel.RealtimeNanoseconds / TimeSpan.NanosecondsPerTick);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        ProviderTimer timer = new(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>One timer of the base library. Its wishes are numbered, so that one that arrives late does not undo a later one.</summary>
    private sealed class ProviderTimer(LoopTimeProvider provider, TimerCallback callback, object? state) : ITimer
    {
        private readonly ExecutionContext? _context = ExecutionContext.Capture();
        private LoopTimer? _timer;
        private long _wishes;
        private long _armedWish; // The one that the timer was armed for.
        private volatile bool _disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Validate(dueTime, nameof(dueTime));
            Validate(period, nameof(period));
            if (_disposed)
            {
                return false;
            }

            long wish = Interlocked.Increment(ref _wishes);
            long dueTick = dueTime == Timeout.InfiniteTimeSpan
                ? long.MaxValue
                : TimerWheel.DueTick(provider.GetTimestamp(), dueTime);
            return OnLoop(() => Arm(wish, dueTick, period));
        }

        public void Dispose()
        {
            _disposed = true;
            long wish = Interlocked.Increment(ref _wishes);
            OnLoop(() => Arm(wish, long.MaxValue, Timeout.InfiniteTimeSpan));
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        private bool OnLoop(Action action)
        {
            if (!provider.IsTurning)
            {
                return provider.Post(action);
            }

            action();
            return true;
        }

        private void Arm(long wish, long dueTick, TimeSpan period)
        {
            if (wish != Volatile.Read(ref _wishes))
            {
                return;
            }

            _armedWish = wish;
            _timer?.Dispose();
            _timer = null;
            if (dueTick != long.MaxValue && !_disposed)
            {
                _timer = provider.MakeTimer(Fire, period);
                provider.Arm(_timer, dueTick);
            }
        }

        private void Fire()
        {
            // A later wish may be on its way from another thread, which was told that the timer is changed: it will be armed anew, or not at all.
            if (_armedWish != Volatile.Read(ref _wishes))
            {
                return;
            }

            if (_context is null)
            {
                callback(state);
            }
            else
            {
                ExecutionContext.Run(_context, static self => ((ProviderTimer)self!).Call(), this);
            }
        }

        private void Call() => callback(state);

        private static void Validate(TimeSpan time, string name)
        {
            if (time < TimeSpan.Zero && time != Timeout.InfiniteTimeSpan)
            {
                throw new ArgumentOutOfRangeException(name, time, "A timer's time is zero or more, or Timeout.InfiniteTimeSpan.");
            }
        }
    }

    private bool IsTurning => thread.IsTurning;

    private bool Post(Action action) => tasks.Post(action, null);

    private ActionTimer MakeTimer(Action fire, TimeSpan period) =>
        new(wheel, fire, period > TimeSpan.Zero ? period : null);

    private void Arm(LoopTimer timer, long dueTick) => wheel.Arm(timer, dueTick);
}
