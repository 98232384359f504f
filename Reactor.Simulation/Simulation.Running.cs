using System.Runtime.CompilerServices;
using Reactor.Simulation.Checks;
using Reactor.Simulation.Core;

namespace Reactor.Simulation;

// How time passes and who has the next turn.
public sealed partial class Simulation
{
    // More turns than this without a system call that changes anything are no way to make progress.
    private const int MostIdleTurns = 10_000;
    private const int TurnsBetweenSweeps = 1_000;

    // A timer is progress if the last one was this long ago, in nanoseconds: one that arms itself again and again for at once is none.
    private const long LeastTimerDistance = 1_000_000;

    // The clock counts nanoseconds in 64 bits, which is three times as much.
    private static readonly TimeSpan s_longestRun = TimeSpan.FromDays(36_525);

    private static readonly TimeSpan s_patience = TimeSpan.FromHours(1);

    private bool IsQuiet =>
        Runnable.Count == 0 && World.UnderWay == 0 && _context.IsEmpty && !_hosts.Exists(static host => host.IsHeldUp);

    /// <summary>Lets virtual time pass, and everything happen that happens in it.</summary>
    /// <param name="time">How long, at most a hundred years. What becomes due at the very end is left to the next run, so zero is nothing.</param>
    /// <exception cref="SimulationException">Something is wrong; see <see cref="SimulationFailure"/>.</exception>
    public void RunFor(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(time, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(time, s_longestRun);
        Begin();
        try
        {
            long end = Time.Add(World.Now, Time.ToNanoseconds(time));
            while (World.Now < end && Step(end) == Progress.Made)
            {
            }

            World.AdvanceTo(end);
            _context.RunAll();
            ThrowFailure();
        }
        catch
        {
            _isFailureTold = true;
            throw;
        }
    }

    /// <summary>Lets virtual time pass until a condition holds.</summary>
    /// <param name="condition">Looked at first, and after every turn. It should only look.</param>
    /// <param name="timeout">How much virtual time it may take; an hour if null.</param>
    /// <param name="expression">Filled in by the compiler: the condition, for the message.</param>
    /// <exception cref="SimulationException">It did not hold in time, nothing can happen any more, or something else is wrong.</exception>
    public void RunUntil(Func<bool> condition, TimeSpan? timeout = null, [CallerArgumentExpression(nameof(condition))] string expression = "")
    {
        ArgumentNullException.ThrowIfNull(condition);
        Begin();
        try
        {
            TimeSpan patience = timeout ?? s_patience;
            long end = Time.Add(World.Now, Time.ToNanoseconds(patience));
            while (!condition())
            {
                switch (World.Now >= end ? Progress.OutOfTime : Step(end))
                {
                    case Progress.OutOfTime:
                        throw Failed(SimulationFailure.Timeout, $"still waiting after {patience} of virtual time for: {expression}. {Waiting.Describe(_hosts)}");
                    case Progress.Impossible:
                        throw Failed(SimulationFailure.Deadlock, $"deadlock: nothing can happen any more, but this waits for: {expression}. {Waiting.Describe(_hosts)}");
                }
            }

            ThrowFailure();
        }
        catch
        {
            _isFailureTold = true;
            throw;
        }
    }

    /// <summary>
    /// Runs until all loops sleep or have stopped, no host is held up with something to do, and nothing is under way: no packet, no connect
    /// attempt, no question for a name. Timers that are due later do not count.
    /// </summary>
    /// <param name="timeout">How much virtual time it may take; an hour if null.</param>
    /// <exception cref="SimulationException">It did not become quiet in time, or something is wrong.</exception>
    public void RunUntilQuiet(TimeSpan? timeout = null) =>
        RunUntil(() => IsQuiet, timeout, "quiet, all loops asleep and nothing under way");

    private void Begin()
    {
        Verify();
        if (Turning is not null)
        {
            throw new InvalidOperationException($"The simulation is running already: this is a callback on '{Turning.Name}'. Return from it first.");
        }

        // The test may have used the loops since: each looks anew how long it can sleep.
        foreach (SimulatedHost host in _hosts)
        {
            host.MakeRunnable();
        }
    }

    /// <summary>Goes on with what was awaited, takes one turn of some host, or moves the clock to what happens next.</summary>
    private Progress Step(long end)
    {
        // What another thread did wrong was thrown there, where perhaps nobody looks; what a callback threw, the loop has contained.
        ThrowFailure();
        if (!_context.IsEmpty)
        {
            _context.RunAll();
            return Progress.Made;
        }

        if (Runnable.Count == 0)
        {
            if (World.Events.Count == 0)
            {
                return Progress.Impossible;
            }

            if (World.Events.NextTime > end)
            {
                return Progress.OutOfTime;
            }

            // Progress also when nothing is left after it: it may be what somebody waits for.
            World.AdvanceTo(World.Events.NextTime);
            return Progress.Made;
        }

        int choice = Runnable.Count == 1 ? 0 : World.Order.Below(Runnable.Count);
        SimulatedHost host = Runnable[choice];
        Runnable[choice] = Runnable[^1];
        Runnable.RemoveAt(Runnable.Count - 1);
        host.IsRunnable = false;
        if (host.StalledUntil > World.Now)
        {
            host.HoldUp();
        }
        else
        {
            Turn(host);
            ThrowFailure();
        }

        return Progress.Made;
    }

    private void Turn(SimulatedHost host)
    {
        long changes = host.Kernel.Changes;
        long timers = host.Loop.Statistics.Timers;
        Turning = host;
        World.Recorder.TurnBegan(host, Turns);
        try
        {
            host.Turn();
        }
        finally
        {
            World.Recorder.TurnEnded();
            Turning = null;
        }

        bool progress = changes != host.Kernel.Changes || !host.IsRunnable;
        if (timers != host.Loop.Statistics.Timers)
        {
            progress |= World.Now - host.LastTimer >= LeastTimerDistance;
            host.LastTimer = World.Now;
        }

        host.IdleTurns = progress ? 0 : host.IdleTurns + 1;
        if (host.IdleTurns > MostIdleTurns)
        {
            throw Failed(SimulationFailure.Spinning, $"'{host.Name}' is spinning: {MostIdleTurns:N0} turns in a row came to nothing. {Waiting.DescribeSpin(host)}");
        }

        if (++Turns % TurnsBetweenSweeps == 0)
        {
            _invariants.Sweep();
        }
    }

    private enum Progress
    {
        Made,

        /// <summary>What happens next is later than the end.</summary>
        OutOfTime,

        /// <summary>Nothing can happen any more.</summary>
        Impossible,
    }
}
