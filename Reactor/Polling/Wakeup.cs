using Reactor.SystemCalls;

namespace Reactor.Polling;

/// <summary>
/// Lets other threads end the loop's sleep, with at most one system call per sleep: a word says whether the loop sleeps, and only
/// who finds it sleeping writes to the event counter.
/// </summary>
/// <remarks>
/// The order of steps is the protocol. Producer: enqueue; <see cref="MarkWoken"/>; <see cref="Write"/> if that says so.
/// Loop: <see cref="TrySleep"/>; look at the queues again; wait; <see cref="Awake"/>; only then drain the queues.
/// The steps that touch the word are virtual for a test that explores in which orders they can meet.
/// </remarks>
internal class Wakeup : IHandler, IDescriptorOwner
{
    private const int Running = 0;
    private const int Sleeping = 1;
    private const int Woken = 2;
    private const int MostSpins = 1_000;

    private readonly Poller _poller;
    private readonly Kernel _kernel;
    private volatile int _descriptor;
    private int _word = Running;
    private bool _slept;

    // Writes that producers have decided on but that we have not read yet. The descriptor may not be closed while there
    // are any: a late write would go to whoever has the number then.
    private long _owed;

    public Wakeup(Poller poller)
    {
        _poller = poller;
        _kernel = poller.Kernel;
        int result = Open();
        if (result < 0)
        {
            throw new IOException($"The kernel made no event counter: {Errno.Describe(-result)}.");
        }
    }

    /// <summary>Whether somebody has woken the loop since the last <see cref="Awake"/>.</summary>
    public bool IsWoken => Volatile.Read(ref _word) == Woken;

    /// <summary>From any thread, after enqueuing: wakes the loop if it sleeps.</summary>
    public void Signal()
    {
        if (MarkWoken())
        {
            Write();
        }
    }

    /// <summary>The producer's first step. A full exchange, so the enqueue before it is seen by whoever reads the word after it.</summary>
    /// <returns>Whether the loop slept, so that the caller owes it a <see cref="Write"/>.</returns>
    public virtual bool MarkWoken() => Interlocked.Exchange(ref _word, Woken) == Sleeping;

    /// <summary>The producer's second step. A counter that is full (<c>EAGAIN</c>) wakes the loop as well.</summary>
    public void Write()
    {
        while (_kernel.EventFdWrite(_descriptor) == -Errno.EINTR)
        {
        }
    }

    /// <summary>The loop's step before it blocks. It must look at its queues once more afterwards.</summary>
    /// <returns>False when somebody has woken the loop since the last <see cref="Awake"/>: do not block.</returns>
    public virtual bool TrySleep()
    {
        if (_descriptor < 0 && Open() < 0)
        {
            // Nobody could end the sleep. A loop that does not sleep is correct, if not kind.
            return false;
        }

        _slept = Interlocked.CompareExchange(ref _word, Sleeping, Running) == Running;
        return _slept;
    }

    /// <summary>The loop's step after a wait and before it drains its queues.</summary>
    public virtual void Awake()
    {
        // Nobody has touched the word if it still says Running; then the exchange would be a wasted bus lock.
        if (Volatile.Read(ref _word) != Running && Interlocked.Exchange(ref _word, Running) == Woken && _slept)
        {
            _owed++;
        }

        _slept = false;
    }

    public void OnReadable(Registration registration)
    {
        if (_kernel.EventFdRead(_descriptor, out ulong count) >= 0)
        {
            _owed -= (long)count;
        }
    }

    void IDescriptorOwner.OnDescriptorLost()
    {
        // What was written to the counter went with it. So the loop looks at everything once more before it sleeps on the next one.
        _descriptor = -1;
        _owed = 0;
        Interlocked.Exchange(ref _word, Woken);
        Open();
    }

    /// <summary>Closes the counter, after every producer that found the loop sleeping has written to it.</summary>
    public void Close()
    {
        // A wait that failed has left the word at Sleeping, and then the next producer would still write.
        Awake();
        SpinWait patience = default;
        while (_owed > 0 && patience.Count < MostSpins)
        {
            if (_kernel.EventFdRead(_descriptor, out ulong count) >= 0)
            {
                _owed -= (long)count;
            }
            else
            {
                patience.SpinOnce();
            }
        }

        // A producer that is still between its two steps keeps the descriptor: one that leaks is better than a write to a stranger.
        if (_owed <= 0)
        {
            _kernel.Close(_descriptor);
        }
    }

    /// <returns>0, or the <c>-errno</c> of the kernel; then there is no counter.</returns>
    private int Open()
    {
        int made = _kernel.EventFdCreate();
        if (made < 0)
        {
            return made;
        }

        int result = _poller.TryRegister(made, Interest.Read, this, out _, owner: this);
        if (result < 0)
        {
            _kernel.Close(made);
            return result;
        }

        _descriptor = made;
        return 0;
    }
}
