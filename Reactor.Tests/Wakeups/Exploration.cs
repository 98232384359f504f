namespace Reactor.Tests.Wakeups;

/// <summary>
/// Runs a loop and its producers in every order in which their steps can follow one another, and says which order breaks a promise.
/// </summary>
/// <remarks>
/// The loop is a production one inside <see cref="EventLoop.Run"/>, on the caller's thread. Each producer is a thread of its own inside
/// <see cref="EventLoop.Post"/> or <see cref="EventLoop.Stop"/>, so the order of the steps is what the library does, not what a test
/// says that it does. Only one of the threads runs at a time.
/// </remarks>
internal sealed class Exploration : IDisposable
{
    private readonly Interleaver _steps;
    private readonly Ledger _ledger;
    private readonly EventLoop _loop;
    private readonly Producer[] _producers;
    private bool _isOver;

    private Exploration(Call[][] calls, Swap swap, TimeSpan busyPoll, bool mergesRuns)
    {
        Actor[] actors = [.. calls.Select(static (_, index) => new Actor($"producer {index + 1}"))];
        _steps = new Interleaver(new Actor("loop"), actors, areAlike: calls.All(other => other.SequenceEqual(calls[0])), mergesRuns);
        _ledger = new Ledger(_steps, calls.Length);
        SteppedKernel kernel = new(_steps, _ledger, swap) { AtRest = Rest };
        _loop = new EventLoop(new EventLoopOptions
        {
            Kernel = kernel,
            BusyPoll = busyPoll,
            ReceiveBufferSize = 1024,
            Wakeup = poller => kernel.Wakeup = new SteppedWakeup(poller, _steps, _ledger, swap),
        });
        kernel.Wakeup.HasPosts = () => _loop.Core.Tasks.HasPosts;
        kernel.Statistics = _loop.Statistics;
        LoopMemory memory = new(_loop, kernel, _ledger);
        _steps.Memory = memory.Read;
        _producers = [.. calls.Select((own, index) => new Producer(actors[index], index, own, _loop, _steps, _ledger))];
    }

    /// <summary>The library as it is, and what each producer does.</summary>
    public static Report Of(params Call[][] calls) => Of(Swap.None, busyPoll: TimeSpan.Zero, mergesRuns: true, calls);

    /// <param name="swap">The step of the loop that is taken at the wrong place.</param>
    /// <param name="busyPoll">How long the loop looks before it sleeps; a reading of the clock takes a microsecond.</param>
    /// <param name="mergesRuns">Whether a run that comes to a state where another has been tries nothing more from there.</param>
    /// <param name="calls">What each producer does.</param>
    public static Report Of(Swap swap, TimeSpan busyPoll, bool mergesRuns, params Call[][] calls)
    {
        using Exploration exploration = new(calls, swap, busyPoll, mergesRuns);
        int schedules = 0;
        do
        {
            exploration.RunOnce();
            schedules++;
        }
        while (exploration._ledger.Violation is null && exploration._steps.Next());

        return new Report(schedules, exploration._steps.States, exploration._ledger.Violation);
    }

    public void Dispose()
    {
        _steps.End();
        Array.ForEach(_producers, static producer => producer.Close());
        _loop.Dispose();
    }

    private void RunOnce()
    {
        _isOver = false;
        _ledger.Begin();
        _steps.Begin();

        // A stop of a producer ends a run, and what is posted afterwards is the next one's.
        for (; !_isOver; _ledger.RunEnded())
        {
            _loop.Run();
        }

        _steps.End();
        foreach (Producer producer in _producers)
        {
            if (producer.Failure is { } failure)
            {
                throw new InvalidOperationException(_steps.Schedule, failure);
            }
        }
    }

    /// <summary>Nothing can happen any more. A stop ends the run and leaves the loop as it was at the beginning.</summary>
    private void Rest()
    {
        _ledger.CheckRest();
        _isOver = true;
        _steps.End();
        _loop.Stop();
    }

    /// <param name="Schedules">How many orders were run.</param>
    /// <param name="States">In how many states several steps were possible.</param>
    /// <param name="Violation">Which promise was broken, and in which order; null when none was.</param>
    internal sealed record Report(int Schedules, int States, string? Violation);
}
