using System.Runtime.CompilerServices;

namespace Reactor.Tasks;

/// <summary>Knows which thread the loop belongs to.</summary>
/// <remarks>A simulation, which turns many loops on one thread, brings its own.</remarks>
internal class LoopThread
{
    // The thread itself and not its number, which another thread gets when this one has ended. It is also sooner compared.
    private Thread? _owner;

    // Null between turns. A thread finds itself here only if it put itself here.
    private Thread? _turning;

    /// <summary>Makes the calling thread the loop's.</summary>
    public LoopThread()
        : this(Thread.CurrentThread)
    {
    }

    /// <summary>
    /// For who decides otherwise: as long as no thread is the owner, <see cref="IsCurrentOtherwise"/> is asked each time. So it overrides
    /// <see cref="TakeOver"/> too, which makes one.
    /// </summary>
    protected LoopThread(Thread? owner) => _owner = owner;

    /// <summary>Whether the caller may touch what belongs to the loop.</summary>
    /// <remarks>Nearly every member of the loop asks this, and is called by the owner: then nothing virtual is called.</remarks>
    public bool IsCurrent => IsOwner(Thread.CurrentThread) || IsCurrentOtherwise();

    /// <summary>Whether the loop belongs to a thread. If not, <see cref="Verify"/> may still let it pass.</summary>
    public bool IsOwner(Thread thread) => _owner == thread;

    /// <summary>
    /// Whether the caller is inside a turn. Unlike <see cref="IsCurrent"/> the answer cannot grow old: between turns another thread
    /// may take the loop over at any moment, even while its old owner posts.
    /// </summary>
    public bool IsTurning => _turning == Thread.CurrentThread;

    /// <summary>Makes the calling thread the loop's. The loop calls it between turns only.</summary>
    public virtual void TakeOver() => _owner = Thread.CurrentThread;

    /// <summary>Called before the loop does what would wait for the real world, which a simulation does not have.</summary>
    public virtual void VerifyReal(string member)
    {
    }

    public void BeginTurns() => _turning = Thread.CurrentThread;

    public void EndTurns() => _turning = null;

    /// <summary>Called before work is handed over from any thread; a simulation refuses threads that are not its own.</summary>
    public virtual void VerifyProducer()
    {
    }

    /// <summary>Called before the loop is woken with nothing handed over, from any thread.</summary>
    public virtual void OnWoken()
    {
    }

    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public void Verify([CallerMemberName] string member = "")
    {
        if (!IsCurrent)
        {
            throw Elsewhere(member);
        }
    }

    /// <summary>What <see cref="IsCurrent"/> answers when the caller is not the owner.</summary>
    protected virtual bool IsCurrentOtherwise() => false;

    /// <summary>Says who may call, and how the others can.</summary>
    protected virtual InvalidOperationException Elsewhere(string member) =>
        new($"{member} was called on thread {Environment.CurrentManagedThreadId}, but the event loop belongs to thread {_owner?.ManagedThreadId}. "
            + $"Use loop.Post(() => ...) to call it on the loop's thread.");
}
