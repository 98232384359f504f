namespace Reactor.Simulation;

// What went wrong, and who is told.
public sealed partial class Simulation
{
    // The first one. It may come from any thread, and from callbacks whose exceptions the loop contains.
    private volatile SimulationException? _failure;

    // Whether the test has heard of a failure, by whichever exception left a run.
    private bool _isFailureTold;

    /// <summary>Disposes the loops of all hosts, and checks that nothing is left.</summary>
    /// <remarks>
    /// A test that fails in the middle of a <c>using</c> leaves much behind, and what is thrown from here would hide why. After an exception that
    /// left a run, nothing more is checked; one that came from the test itself cannot be told from success. <see cref="Explore"/> knows both.
    /// </remarks>
    /// <exception cref="SimulationException">Something is left, or was lost, or went wrong after the last look.</exception>
    /// <exception cref="InvalidOperationException">This is a callback, or another thread than the simulation's.</exception>
    public void Dispose()
    {
        if (_disposed)
        {
            return;
        }

        VerifyThread();
        if (Turning is not null)
        {
            throw new InvalidOperationException($"The simulation was disposed inside of a callback on '{Turning.Name}'. Return from it first.");
        }

        _disposed = true;
        try
        {
            List<Exception> faults = [];
            Attempt(CheckUnlessFailed, faults);
            foreach (SimulatedHost host in _hosts)
            {
                Attempt(host.Loop.Dispose, faults);
            }

            Attempt(CheckUnlessFailed, faults);
            Attempt(CheckEndUnlessFailed, faults);
            Tell(faults);
        }
        finally
        {
            _context.Leave();
        }
    }

    /// <summary>Makes the exception of a failure. The first one is told at the end: what it left behind is not another.</summary>
    internal SimulationException Failed(SimulationFailure failure, string message, Exception? cause = null)
    {
        SimulationException exception = new(failure, Seed, message, cause);
        _failure ??= exception;
        if (Environment.CurrentManagedThreadId == _thread)
        {
            World.Recorder.Failure(message);
        }

        return exception;
    }

    /// <summary>A callback threw, and its host has no policy of its own.</summary>
    internal FaultAction Faulted(SimulatedHost host, LoopFault fault)
    {
        if (FailsOnFault)
        {
            string source = fault.Source is null ? "a static method" : fault.Source.GetType().ToString();
            _ = Failed(
                SimulationFailure.Exception,
                $"a callback on '{host.Name}' threw ({fault.Kind}, {source}): {fault.Exception.GetType().Name}: {fault.Exception.Message}",
                fault.Exception);
        }

        return FaultAction.Contain;
    }

    private void ThrowFailure()
    {
        if (_failure is { } failure)
        {
            throw failure;
        }
    }

    private void CheckUnlessFailed()
    {
        if (_failure is null && !_isFailureTold)
        {
            _invariants.Sweep();
        }
    }

    private void CheckEndUnlessFailed()
    {
        if (_failure is null && !_isFailureTold)
        {
            _invariants.CheckEnd();
        }
    }

    /// <summary>Throws what the test has not heard of: the failure that came first, or else what disposing threw.</summary>
    private void Tell(List<Exception> faults)
    {
        if (_isFailureTold)
        {
            return;
        }

        _isFailureTold = true;
        ThrowFailure();
        if (faults.Count > 0)
        {
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(faults[0]);
        }
    }

    private static void Attempt(Action action, List<Exception> faults)
    {
#pragma warning disable CA1031 // One host that cannot be disposed must not keep the others from it. The first fault is thrown when all is done.
        try
        {
            action();
        }
        catch (Exception exception)
        {
            faults.Add(exception);
        }
#pragma warning restore CA1031
    }
}
