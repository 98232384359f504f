using Reactor.SystemCalls;

namespace Reactor.Simulation.Files;

/// <summary>One descriptor in one epoll instance. Epoll knows it by the number and by the open file behind it; see <c>epoll(7)</c>.</summary>
internal sealed class EpollItem(EpollInstance epoll, OpenFile file, int descriptor, Readiness interest, ulong data)
{
    private const Readiness Unmaskable = Readiness.Error | Readiness.Hangup;

    public EpollInstance Epoll => epoll;

    public OpenFile File => file;

    public int Descriptor => descriptor;

    /// <summary>What is asked for, with the bits for edge-triggered and one-shot.</summary>
    public Readiness Interest { get; private set; } = interest;

    public ulong Data { get; private set; } = data;

    /// <summary>Whether the item is in the line of those that may be ready.</summary>
    public bool IsQueued { get; set; }

    /// <summary>Whether a one-shot item has fired; then it is silent until it is modified.</summary>
    public bool IsSpent { get; set; }

    public bool IsRemoved { get; set; }

    /// <summary>The next item for the same file.</summary>
    public EpollItem? NextOfFile { get; set; }

    public bool IsOneShot => (Interest & Readiness.OneShot) != 0;

    public bool IsEdgeTriggered => (Interest & Readiness.EdgeTriggered) != 0;

    /// <summary>What to report at this moment.</summary>
    public Readiness Ready => IsSpent || IsRemoved ? Readiness.None : file.Readiness & (Interest | Unmaskable);

    /// <summary>The same, and the file will notify of what it is not ready for.</summary>
    public Readiness Poll() => IsSpent || IsRemoved ? Readiness.None : file.Poll() & (Interest | Unmaskable);

    public bool Wants(Readiness what) => (what & (Interest | Unmaskable)) != 0;

    public void Modify(Readiness interest, ulong data)
    {
        Interest = interest;
        Data = data;
        IsSpent = false;
    }
}
