using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Reactor.Simulation.Core;

namespace Reactor.Simulation;

/// <summary>Turns a loop by hand, in tests: a real one, or, with all others of its simulation, a simulated one.</summary>
public static class EventLoopTestExtensions
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    // What another thread changes is noticed within this time, if it does not wake the loop itself.
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(10);

    /// <summary>Takes turns until a condition holds, on the calling thread, which becomes the loop's.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="condition">Looked at before the first turn and after each.</param>
    /// <param name="timeout">How long to wait at most, by the loop's clock; ten seconds if null, and on a simulated loop an hour.</param>
    /// <param name="expression">Filled in by the compiler: the condition, for the message.</param>
    /// <exception cref="TimeoutException">The condition did not hold in time; the message says which one, and what the loop did meanwhile.</exception>
    /// <exception cref="SimulationException">The same on a simulated loop, or something else is wrong there.</exception>
    public static void RunUntil(
        this EventLoop loop,
        [NotNull] Func<bool> condition,
        TimeSpan? timeout = null,
        [CallerArgumentExpression(nameof(condition))] string expression = "")
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(condition);
        if (loop.Core.Thread is SimulatedThread thread)
        {
            thread.Simulation.RunUntil(condition, timeout, expression);
            return;
        }

        TimeSpan patience = timeout ?? s_patience;
        long start = loop.TimeProvider.GetTimestamp();
        long turns = loop.Statistics.Turns;
        long events = loop.Statistics.Events;
        while (!condition())
        {
            TimeSpan left = patience - loop.TimeProvider.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                throw new TimeoutException(
                    $"Still waiting after {patience.TotalSeconds:0.###} s for: {expression}. The loop took "
                    + $"{loop.Statistics.Turns - turns} turns and saw {loop.Statistics.Events - events} events meanwhile.");
            }

            loop.RunOnce(left < s_look ? left : s_look);
        }
    }

    /// <summary>Takes turns for some time, by the loop's clock: to see that something does not happen.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="time">How long.</param>
    public static void RunFor(this EventLoop loop, TimeSpan time)
    {
        ArgumentNullException.ThrowIfNull(loop);
        if (loop.Core.Thread is SimulatedThread thread)
        {
            thread.Simulation.RunFor(time);
            return;
        }

        long start = loop.TimeProvider.GetTimestamp();
        for (TimeSpan left = time; left > TimeSpan.Zero; left = time - loop.TimeProvider.GetElapsedTime(start))
        {
            loop.RunOnce(left);
        }
    }

    /// <summary>Takes turns that do not wait until one finds nothing to do and leaves nothing to be done.</summary>
    /// <param name="loop">The loop. If it is a simulated one, this is <see cref="Simulation.RunUntilQuiet"/>.</param>
    public static void RunUntilIdle(this EventLoop loop)
    {
        ArgumentNullException.ThrowIfNull(loop);
        if (loop.Core.Thread is SimulatedThread thread)
        {
            thread.Simulation.RunUntilQuiet();
            return;
        }

        for (long before = -1; before != Work(loop.Statistics) || loop.HasPendingWork;)
        {
            before = Work(loop.Statistics);
            loop.RunOnce(TimeSpan.Zero);
        }
    }

    private static long Work(LoopStatistics statistics) => statistics.Events + statistics.Tasks + statistics.Timers;
}
