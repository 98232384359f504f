using Reactor.SystemCalls;
using Reactor.Tasks;

namespace Reactor.Polling;

/// <summary>One epoll instance and the registrations in it.</summary>
/// <remarks>
/// What it promises:
/// <list type="bullet">
/// <item>its own table is the truth; where epoll disagrees (<c>EEXIST</c>, <c>ENOENT</c>), epoll is told again;</item>
/// <item>a descriptor with an empty interest is not in epoll, since a hang-up cannot be masked;</item>
/// <item>a descriptor leaves epoll before it is closed, never by being closed;</item>
/// <item>an event is handed on only to the registration it was made for;</item>
/// <item>no registration takes the place of a live one.</item>
/// </list>
/// </remarks>
internal sealed class Poller : IDisposable
{
    /// <summary>How many events one wait takes. More are reported by the next one; epoll rotates, so none starves.</summary>
    public const int BatchSize = 1024;

    // The kernel writes into it while the loop sleeps; pinned once, it costs the collector nothing.
    private readonly ReadyEvent[] _ready = GC.AllocateUninitializedArray<ReadyEvent>(BatchSize, pinned: true);
    private readonly int _epoll;
    private uint _waits;

    public Poller(Kernel kernel, LoopThread thread)
    {
        Kernel = kernel;
        Thread = thread;
        Releases = new ReleaseQueue(kernel);
        _epoll = kernel.EpollCreate();
        if (_epoll < 0)
        {
            throw new IOException($"The kernel made no epoll instance: {Errno.Describe(-_epoll)}.");
        }
    }

    public Kernel Kernel { get; }

    public LoopThread Thread { get; }

    public ReleaseQueue Releases { get; }

    public RegistrationTable Table { get; } = new();

    /// <summary>Waits for events.</summary>
    /// <returns>How many there are, or <c>-EINTR</c>.</returns>
    public int Wait(long timeoutNanoseconds)
    {
        _waits++;
        int count = Kernel.EpollWait(_epoll, _ready, timeoutNanoseconds);
        return count >= 0 || count == -Errno.EINTR
            ? count
            : throw new IOException($"Waiting for events failed: {Errno.Describe(-count)}.");
    }

    /// <summary>The events that the last wait has found: as many as it said.</summary>
    public ReadOnlySpan<ReadyEvent> Ready(int count) => _ready.AsSpan(0, count);

    /// <summary>Registers a descriptor, and throws what a caller should know.</summary>
    public Registration Register(int descriptor, Interest interest, IHandler handler, object? owner = null, bool ownsHandle = false)
    {
        int result = TryRegister(descriptor, interest, handler, out Registration? registration, owner, ownsHandle);
        return result >= 0 ? registration! : throw Refusal(descriptor, -result);
    }

    /// <summary>Registers a descriptor that is not registered.</summary>
    /// <param name="descriptor">The descriptor.</param>
    /// <param name="interest">What to wait for.</param>
    /// <param name="handler">Who hears of it.</param>
    /// <param name="registration">The registration; null when it is refused.</param>
    /// <param name="owner">A handle, of which the caller has taken a reference, or an <see cref="IDescriptorOwner"/>, or null.</param>
    /// <param name="ownsHandle">Whether the handle is disposed with the registration.</param>
    /// <returns>0, <c>-EEXIST</c> when it is registered, or the <c>-errno</c> of the kernel; then with nothing changed.</returns>
    public int TryRegister(
        int descriptor, Interest interest, IHandler handler, out Registration? registration, object? owner = null, bool ownsHandle = false)
    {
        if (Table[descriptor] is not null)
        {
            registration = null;
            return -Errno.EEXIST;
        }

        registration = new Registration(this, descriptor, Table.NextGeneration(descriptor), handler, owner, ownsHandle);
        int result = interest == Interest.None ? Probe(descriptor) : registration.TrySetInterest(interest);
        if (result < 0)
        {
            registration = null;
            return result;
        }

        Table.Add(registration);
        return 0;
    }

    /// <summary>Tells epoll what a registration waits for, with as few calls as possible: none, or one.</summary>
    public int Arm(Registration registration, Readiness wanted)
    {
        Readiness armed = registration.Armed;
        if (wanted == armed)
        {
            return 0;
        }

        int descriptor = registration.Descriptor;
        if (wanted == Readiness.None)
        {
            // ENOENT, EBADF and EPERM say that the descriptor was closed elsewhere: it is out, which is what we want.
            Kernel.EpollDelete(_epoll, descriptor);
            registration.Armed = Readiness.None;
            return 0;
        }

        ulong token = RegistrationTable.Token(descriptor, registration.Generation);
        int result = armed == Readiness.None ? Add(descriptor, wanted, token) : Modify(descriptor, wanted, token);
        if (result >= 0)
        {
            registration.Armed = wanted;
            if ((wanted & ~armed & Readiness.In) != 0)
            {
                registration.InputArmedAfter = _waits;
            }
        }

        return result;
    }

    /// <summary>Whether input was waited for when the events in hand were found. If not, no event says whether there is any.</summary>
    public bool WasInputAwaited(Registration registration) => (registration.Armed & Readiness.In) != 0 && registration.InputArmedAfter != _waits;

    /// <summary>What to throw when a descriptor was refused because it is registered.</summary>
    public InvalidOperationException AlreadyRegistered(int descriptor) => new(
        $"Descriptor {descriptor} is registered already, for {Table[descriptor]?.Handler.GetType()}. Dispose that registration first, or use its Interest property.");

    public void Remove(Registration registration)
    {
        Arm(registration, Readiness.None);
        Table.Remove(registration);
    }

    public void Dispose()
    {
        Releases.IsHolding = false;
        Releases.Flush();
        Kernel.Close(_epoll);
    }

    /// <summary>Asks about a descriptor that is not to be in epoll yet: what cannot be in it cannot be taken out of it either.</summary>
    private int Probe(int descriptor)
    {
        int result = Kernel.EpollDelete(_epoll, descriptor);
        return result == -Errno.ENOENT ? 0 : result;
    }

    private int Add(int descriptor, Readiness wanted, ulong token)
    {
        int result = Kernel.EpollAdd(_epoll, descriptor, wanted, token);
        return result == -Errno.EEXIST ? Kernel.EpollModify(_epoll, descriptor, wanted, token) : result;
    }

    private int Modify(int descriptor, Readiness wanted, ulong token)
    {
        int result = Kernel.EpollModify(_epoll, descriptor, wanted, token);
        return result == -Errno.ENOENT ? Kernel.EpollAdd(_epoll, descriptor, wanted, token) : result;
    }

    private Exception Refusal(int descriptor, int errno) => errno switch
    {
        Errno.EEXIST => AlreadyRegistered(descriptor),
        Errno.EPERM => new ArgumentException(
            $"Descriptor {descriptor} cannot be waited for ({Errno.Describe(errno)}). Regular files and directories are always ready, so epoll refuses them; "
            + "read them with RandomAccess or a FileStream instead."),
        Errno.EBADF => new ArgumentException($"Descriptor {descriptor} is not open ({Errno.Describe(errno)})."),
        _ => new IOException($"Descriptor {descriptor} could not be registered: {Errno.Describe(errno)}."),
    };
}
