using System.Runtime.InteropServices;

namespace Reactor.Tasks;

/// <summary>Brings a signal of the process to the loop's thread, instead of what the signal would do, for as long as there is a loop.</summary>
/// <remarks>The base library calls from a thread of its own; <see cref="Dispose"/> is for any thread.</remarks>
internal sealed class SignalHook : IDisposable
{
    private readonly TaskQueue _tasks;
    private readonly Action _callback;
    private readonly PosixSignalRegistration _registration;
    private volatile bool _ended;

    public SignalHook(TaskQueue tasks, PosixSignal signal, Action callback)
    {
        _tasks = tasks;
        _callback = callback;
        _registration = PosixSignalRegistration.Create(signal, OnSignal);
    }

    public void Dispose()
    {
        _ended = true;
        _registration.Dispose();
    }

    // Without a loop nobody acts on the signal, so it does what it always does: a process must remain stoppable.
    private void OnSignal(PosixSignalContext context) => context.Cancel = _tasks.Post(new SignalWork(this));

    private sealed class SignalWork(SignalHook hook) : LoopWork
    {
        public override object? Culprit => hook._callback.Target;

        public override void Run()
        {
            if (!hook._ended)
            {
                hook._callback();
            }
        }
    }
}
