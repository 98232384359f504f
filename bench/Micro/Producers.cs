namespace Reactor.Micro;

/// <summary>Threads that do the same thing at the same time, whenever they are told to.</summary>
internal sealed class Producers : IDisposable
{
    private readonly Barrier _start;
    private readonly Barrier _end;
    private readonly Thread[] _threads;
    private Action? _work;

    public Producers(int count)
    {
        _start = new Barrier(count + 1);
        _end = new Barrier(count + 1);
        _threads = [.. Enumerable.Range(0, count).Select(_ => new Thread(Work) { IsBackground = true })];
        foreach (Thread thread in _threads)
            thread.Start();
    }

    /// <summary>Lets every thread do it once, and waits for the last.</summary>
    public void Run(Action work)
    {
        _work = work;
        _start.SignalAndWait();
        _end.SignalAndWait();
    }

    public void Dispose()
    {
        _work = null;
        _start.SignalAndWait();
        foreach (Thread thread in _threads)
            thread.Join();

        _start.Dispose();
        _end.Dispose();
    }

    private void Work()
    {
        while (true)
        {
            _start.SignalAndWait();
            if (_work is not { } work)
                return;

            work();
            _end.SignalAndWait();
        }
    }
}
