using System.Diagnostics;
using System.Net;
using Reactor.Diagnostics;
using Reactor.Polling;
using Reactor.Sockets;
using Reactor.SystemCalls;

namespace Reactor;

/// <summary>Accepts connections on one address and hands each over as a <see cref="StreamSocket"/>.</summary>
/// <remarks>
/// <para>Belongs to the loop's thread. Made by <see cref="EventLoop.Listen(EndPoint, Action{StreamSocket}, ListenOptions?)"/>.</para>
/// <para>
/// A wake-up accepts until the queue is empty or the budget is spent. When descriptors run out the listener pauses, clients wait
/// in the queue, and it tries again when one of the loop's descriptors is released or after a growing pause. It leaves a few
/// descriptors to the rest of the process, which may need one where it cannot wait.
/// </para>
/// </remarks>
[DebuggerDisplay("{LocalEndPoint}")]
public sealed class StreamListener : IHandler, IDescriptorOwner, IWaitsForDescriptor, IDisposable
{
    // No more is let in while draining, whatever the backlog says: it may say "as many as the kernel will have", and net.core.somaxconn,
    // which is the limit then, is 4,096 unless somebody raised it.
    private const int LongestQueue = 65_536;

    private readonly LoopCore _core;
    private readonly Action<StreamSocket> _accepted;
    private readonly Registration _registration;
    private readonly AcceptPause _pause;
    private readonly ReserveDescriptor? _reserve;
    private readonly BoundName? _name;
    private readonly int _backlog;
    private bool _accepting = true;
    private bool _draining;
    private bool _closed;
    private bool _lost;

    internal StreamListener(LoopCore core, EndPoint endPoint, Action<StreamSocket> accepted, ListenOptions options)
    {
        _core = core;
        _accepted = accepted;
        int descriptor = ListenerSocket.Open(core.Kernel, endPoint, options, out _name);
        LocalEndPoint = SocketNames.Local(core.Kernel, descriptor) ?? endPoint;
        _backlog = options.Backlog;
        _pause = new AcceptPause(core, LocalEndPoint, Resume);
        _reserve = options.OnExhaustion == ExhaustionPolicy.Shed ? new ReserveDescriptor(core) : null;
        LostDescriptor.End(core, descriptor);
        try
        {
            _registration = core.Poller.Register(descriptor, Interest.Accept, this, owner: this);
        }
        catch
        {
            _reserve?.Close();
            ListenerSocket.Close(core.Kernel, descriptor, _name);
            throw;
        }

        core.Listeners.Add(this);
        LoopLog.Listening(core.Logger, LocalEndPoint);
    }

    /// <summary>The address that is listened on, with the port that the kernel chose if 0 was asked for.</summary>
    public EndPoint LocalEndPoint { get; }

    /// <summary>Whether the listener is not closed yet.</summary>
    public bool IsOpen => _registration.IsLive;

    /// <summary>
    /// Whether connections are accepted; while not, they wait in the kernel's queue. If epoll has no memory to begin again, the listener
    /// pauses as it does when descriptors run out, and tries later.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The listener is closed.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public bool IsAccepting
    {
        get => _accepting;
        set
        {
            _core.Thread.Verify();
            ObjectDisposedException.ThrowIf(!IsOpen, this);
            _accepting = value;
            Arm();
        }
    }

    /// <summary>Closes the listener. Connections still in its queue are reset by the kernel. Doing it twice is nothing.</summary>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public void Dispose()
    {
        _core.Thread.Verify();
        if (_closed)
        {
            return;
        }

        _closed = true;

        // The name goes first: a client that finds it would wait in a queue that nobody empties.
        if (!_lost)
        {
            _name?.Remove(_core.Kernel);
        }

        int descriptor = _registration.Descriptor;
        _registration.Dispose();
        _pause.End();
        _core.Pressure.Remove(this);
        _core.Listeners.Remove(this);
        _reserve?.Close();
        if (_core.Listeners.Count == 0)
        {
            _core.Spares.GiveBack();
        }

        if (!_lost)
        {
            _core.Poller.Releases.Add(descriptor);
        }
    }

    /// <summary>Accepts what waits in the queue, then closes the listener, so that no client that was let in is reset.</summary>
    /// <remarks>
    /// At the connection limit, out of descriptors, or after as many as the queue can have held, it stops accepting and closes; the kernel
    /// resets those that are left. So it does with all of them if <see cref="IsAccepting"/> was switched off. A queue is taken to hold no more than
    /// 65,536.
    /// </remarks>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public void DrainAndClose()
    {
        _core.Thread.Verify();
        if (_draining)
        {
            // From inside the callback of a client that draining let in. The one under way goes on behind it.
            return;
        }

        _draining = true;
        if (IsOpen && _accepting)
        {
            // As many as the queue can hold at this moment. Clients that come faster than they are let in would keep us here for ever.
            int budget = _backlog is >= 0 and < LongestQueue ? _backlog + 1 : LongestQueue;
            _core.Context.Run(() => Accept(budget));
        }

        Dispose();
    }

    void IHandler.OnAccept(Registration registration) => Accept(_core.Options.AcceptBudget);

    void IWaitsForDescriptor.OnDescriptorFree() => Resume();

    void IDescriptorOwner.OnDescriptorLost()
    {
        // The file of a Unix socket stays, as after a crash: nothing holds on to its inode any more, so it cannot be told from a successor's.
        _lost = true;
        Dispose();
    }

    void IDescriptorOwner.OnAbandoned(Registration registration)
    {
        // Somebody who shares the socket has shut it down; while we were paused or at the limit, no accept could tell.
        LoopLog.ListenerFailed(_core.Logger, LocalEndPoint, "it has hung up");
        Dispose();
    }

    private void Accept(int budget)
    {
        Span<byte> address = stackalloc byte[PeerAddress.MaxLength];
        bool releasedEarly = false;
        for (int taken = 0; IsOpen && _accepting; taken++)
        {
            if (taken == budget)
            {
                _core.Statistics.AcceptBudgetsSpent++;
                return;
            }

            if (_core.Statistics.OpenConnections >= _core.Options.MaxConnections)
            {
                Wait(AcceptPause.Reason.Limit, 0);
                return;
            }

            int descriptor = TryAccept(address, out int length);
            if (descriptor >= 0)
            {
                HandOver(descriptor, address[..Math.Min(length, address.Length)]);
            }
            else if (!IsOpen || !CanGoOn(-descriptor, ref releasedEarly))
            {
                return;
            }
        }
    }

    /// <summary>Lets one client in if the spare descriptors are there, so that what is free goes to them first.</summary>
    private int TryAccept(Span<byte> address, out int length)
    {
        length = 0;
        int spares = _pause.IsShedding ? -Errno.EMFILE : _core.Spares.Take();
        if (spares < 0)
        {
            return spares;
        }

        // Taking them may have shown that this listener's own number was closed elsewhere, and is one of them now.
        return IsOpen ? _core.Kernel.Accept(_registration.Descriptor, address, out length) : -Errno.EBADF;
    }

    private void HandOver(int descriptor, ReadOnlySpan<byte> address)
    {
        if (_pause.InEpisode)
        {
            // This may have been the last. The callback is foreign code and may take its time: let it have the room.
            _core.Spares.GiveBack();
        }

        _core.Statistics.Accepted++;
        StreamSocket socket = new(_core, descriptor, PeerAddress.From(address));
#pragma warning disable CA1031 // The callback's fault costs its socket, not the listener nor those who wait behind it.
        try
        {
            _accepted(socket);
        }
        catch (Exception exception)
        {
            socket.Abort();
            _core.Faults.Report(FaultKind.Accept, _accepted.Target, exception);
        }
#pragma warning restore CA1031
        _core.Context.Restore();
    }

    /// <summary>Decides what an error means. Nothing here throws: out of descriptors, an exception may not even be possible.</summary>
    private bool CanGoOn(int errno, ref bool releasedEarly)
    {
        switch (AcceptErrors.Classify(errno))
        {
            case AcceptError.Drained:
                _pause.Recovered();
                return false;
            case AcceptError.Retry:
                return true;
            case AcceptError.Exhausted:
                return MakeRoom(errno, ref releasedEarly);
            default:
                LoopLog.ListenerFailed(_core.Logger, LocalEndPoint, Errno.Describe(errno));
                Dispose();
                return false;
        }
    }

    private bool MakeRoom(int errno, ref bool releasedEarly)
    {
        _core.Spares.GiveBack();

        // What was closed in this turn still holds its number; that may be all we need. Once only.
        if (!releasedEarly && _core.Poller.Releases.Flush() > 0)
        {
            releasedEarly = true;
            return true;
        }

        if (_reserve is not null)
        {
            int result = _reserve.TurnAway(_registration.Descriptor);
            if (result >= 0)
            {
                _core.Statistics.Shed++;
                _pause.Shedding(errno);
                return true;
            }

            // The kernel wants a descriptor before it looks at the queue: only now do we know that nobody is in it.
            AcceptError error = AcceptErrors.Classify(-result);
            if (error is AcceptError.Drained or AcceptError.Retry)
            {
                return error == AcceptError.Retry;
            }
        }

        Wait(AcceptPause.Reason.Exhausted, errno);
        return false;
    }

    private void Wait(AcceptPause.Reason reason, int errno)
    {
        _core.Statistics.AcceptPauses++;
        _pause.Begin(reason);
        _core.Pressure.Add(this);
        _registration.TrySetInterest(Interest.None);
        if (reason == AcceptPause.Reason.Exhausted)
        {
            // Last: what it logs with is foreign code, and the listener must wait whatever that does.
            _pause.Waiting(errno);
        }
    }

    /// <summary>Whether a descriptor is the one held in reserve.</summary>
    internal bool Holds(int descriptor) => _reserve?.Is(descriptor) ?? false;

    private void Resume()
    {
        if (IsOpen && _pause.IsPaused)
        {
            _pause.End();
            _core.Pressure.Remove(this);
            Arm();
        }
    }

    private void Arm()
    {
        int result = _registration.TrySetInterest(_accepting && !_pause.IsPaused ? Interest.Accept : Interest.None);
        if (result < 0)
        {
            // No memory for epoll is the same shortage as no descriptor: ask again later.
            Wait(AcceptPause.Reason.Exhausted, -result);
        }
    }
}
