using Reactor.Tasks;

namespace Reactor.Simulation.Core;

/// <summary>Keeps hosts apart that share one thread: while one host has its turn, the loop of another belongs to somebody else.</summary>
internal sealed class SimulatedThread(SimulatedHost host, Simulation simulation) : LoopThread(owner: null)
{
    private readonly int _thread = Environment.CurrentManagedThreadId;

    public Simulation Simulation => simulation;

    /// <summary>How often something was handed over, also to a loop that was closed already.</summary>
    public long Produced { get; private set; }

    public override void TakeOver()
    {
        if (!IsCurrent)
        {
            throw Elsewhere("A turn");
        }
    }

    public override void VerifyProducer()
    {
        OnWoken();
        Produced++;
    }

    public override void OnWoken()
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            throw simulation.Failed(
                SimulationFailure.Exception,
                $"Thread {Environment.CurrentManagedThreadId} posted to the loop of '{host.Name}', but in a simulation everything runs on one thread, {_thread}. "
                + "Look for what leaves the loop: ConfigureAwait(false), a task given to the thread pool, a timer of the base library. "
                + "Use plain awaits, loop.TimeProvider and loop.Post.");
        }

        // A loop that sleeps here is not inside its wait: what is posted meanwhile, by another host or by an event, would be slept over.
        if (simulation.Turning != host)
        {
            host.MakeRunnable();
        }
    }

    public override void VerifyReal(string member)
    {
        string remedy = member == nameof(EventLoop.Run)
            ? "Call simulation.RunFor(time) or simulation.RunUntil(condition), which turn the loops of all hosts."
            : "There are no signals in a simulation; call what the signal would call.";
        throw new InvalidOperationException($"{member} was called on the simulated loop of '{host.Name}'. {remedy}");
    }

    /// <summary>Before every system call.</summary>
    public void VerifyCall()
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            // It is thrown there, where perhaps nobody looks, and kept for the next step of the simulation.
            InvalidOperationException exception = Elsewhere("A system call");
            _ = simulation.Failed(SimulationFailure.Exception, exception.Message, exception);
            throw exception;
        }
    }

    protected override bool IsCurrentOtherwise() =>
        Environment.CurrentManagedThreadId == _thread && (simulation.Turning is null || simulation.Turning == host);

    protected override InvalidOperationException Elsewhere(string member) => new(
        Environment.CurrentManagedThreadId == _thread
            ? $"{member} was called on the loop of '{host.Name}' while '{simulation.Turning?.Name}' had its turn. In the real world these are different "
              + "threads or machines: use loop.Post(() => ...), or send it through a connection."
            : $"{member} was called on the simulated loop of '{host.Name}' from thread {Environment.CurrentManagedThreadId}, but in a simulation everything runs on one thread, {_thread}.");
}
