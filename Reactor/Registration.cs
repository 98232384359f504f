using System.Diagnostics;
using System.Runtime.InteropServices;
using Reactor.Polling;
using Reactor.SystemCalls;

namespace Reactor;

/// <summary>One descriptor on one loop: what it waits for and who hears of it.</summary>
/// <remarks>
/// <para>Belongs to the loop's thread. A descriptor has at most one live registration.</para>
/// <para>
/// Disposing takes the descriptor out of epoll at once, and no callback follows, also not for an event that is already in
/// hand. The descriptor itself is closed at the end of the turn, and only if the registration owns it; a borrowed handle is not
/// referenced any more when the call returns.
/// </para>
/// </remarks>
[DebuggerDisplay("fd {Descriptor}, {Interest}, {Handler}")]
public sealed class Registration : IDisposable
{
    private readonly Poller _poller;

    // A handle that is referenced, or an IDescriptorOwner, or nobody. One field, since every connection has it.
    private readonly object? _owner;
    private Interest _interest;
    private bool _live = true;
    private readonly bool _ownsHandle;

    internal Registration(Poller poller, int descriptor, uint generation, IHandler handler, object? owner, bool ownsHandle)
    {
        _poller = poller;
        _owner = owner;
        _ownsHandle = ownsHandle;
        Descriptor = descriptor;
        Generation = generation;
        Handler = handler;
    }

    /// <summary>The number of the descriptor. It belongs to somebody else once the registration is disposed.</summary>
    public int Descriptor { get; }

    /// <summary>Who hears of the descriptor's readiness.</summary>
    public IHandler Handler { get; private set; }

    /// <summary>
    /// Whether the registration is not disposed yet. It also ends when its descriptor was closed elsewhere and the kernel has handed
    /// the number out to the loop again.
    /// </summary>
    public bool IsLive => _live;

    /// <summary>
    /// What to wait for. Setting it takes effect at once, also for an event of this turn that is not delivered yet.
    /// <see cref="Interest.None"/> takes the descriptor out of epoll.
    /// </summary>
    /// <exception cref="ArgumentException"><see cref="Interest.Accept"/> together with <see cref="Interest.Read"/>.</exception>
    /// <exception cref="ObjectDisposedException">The registration is disposed.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    /// <exception cref="IOException">The kernel refused, for want of memory or because the descriptor was closed elsewhere.</exception>
    public Interest Interest
    {
        get => _interest;
        set
        {
            _poller.Thread.Verify();
            ObjectDisposedException.ThrowIf(!_live, this);
            Interests.Validate(value);
            int result = TrySetInterest(value);
            if (result < 0)
            {
                throw new IOException($"The interest of descriptor {Descriptor} could not be changed to {value}: {Errno.Describe(-result)}.");
            }
        }
    }

    internal uint Generation { get; }

    /// <summary>What epoll was last told; nothing means that the descriptor is not in it.</summary>
    internal Readiness Armed { get; set; }

    /// <summary>After which of the poller's waits input was armed last.</summary>
    internal uint InputArmedAfter { get; set; }

    /// <summary>Whether the handler was told of an error that no read will meet; it is told once.</summary>
    internal bool ErrorTold { get; set; }

    /// <summary>Whether the handler was told that the loop is being stopped in order; it is told once.</summary>
    internal bool StopTold { get; set; }

    /// <summary>Reads what the descriptor has to give: <c>read(2)</c>. The descriptor should be non-blocking, or ready.</summary>
    /// <exception cref="ArgumentException">The buffer is empty; the end of input could not be told from it.</exception>
    /// <exception cref="ObjectDisposedException">The registration is disposed.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public ReceiveResult Read(Span<byte> buffer)
    {
        _poller.Thread.Verify();
        ObjectDisposedException.ThrowIf(!_live, this);
        if (buffer.IsEmpty)
        {
            throw new ArgumentException("The buffer is empty. Give it room for one byte at least.", nameof(buffer));
        }

        int result;
        do
        {
            result = _poller.Kernel.Read(Descriptor, buffer);
        }
        while (result == -Errno.EINTR);
        return ReceiveResult.From(result);
    }

    /// <summary>Writes what the descriptor will take: <c>write(2)</c>. The descriptor should be non-blocking, or ready.</summary>
    /// <exception cref="ObjectDisposedException">The registration is disposed.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public SendResult Write(ReadOnlySpan<byte> bytes)
    {
        _poller.Thread.Verify();
        ObjectDisposedException.ThrowIf(!_live, this);
        int result;
        do
        {
            result = _poller.Kernel.Write(Descriptor, bytes);
        }
        while (result == -Errno.EINTR);
        return SendResult.From(result, bytes.Length);
    }

    /// <summary>Ends the registration. Doing it twice is nothing.</summary>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public void Dispose()
    {
        _poller.Thread.Verify();
        if (!_live)
        {
            return;
        }

        End();
        if (_owner is not SafeHandle handle)
        {
            return;
        }

        if (_ownsHandle)
        {
            _poller.Releases.Add(handle);
        }
        else
        {
            // Given back at once: its owner may dispose it in this very callback, and a socket's Dispose spins until nobody
            // references its handle. Should the owner have disposed it before, the generation keeps strangers apart.
            _poller.Releases.GiveBack(handle);
        }
    }

    /// <summary>Ends the registration for a handler that has failed or does not care; what owns the descriptor says what becomes of that.</summary>
    internal void Abandon()
    {
        if (_live && _owner is IDescriptorOwner owner)
        {
            owner.OnAbandoned(this);
        }
        else
        {
            Dispose();
        }
    }

    /// <summary>Ends the registration of a number that is somebody else's by now: nothing is done that would reach its new owner.</summary>
    internal void Retire()
    {
        // The new owner is not in epoll yet. What this takes out is what a duplicate of the very same file has kept there.
        End();
        if (_owner is not SafeHandle handle)
        {
            (_owner as IDescriptorOwner)?.OnDescriptorLost();
        }
        else
        {
            // Also one that is only borrowed: whoever disposes it, before or after this, closes what it has for a number.
            Disarm(handle);
            if (_ownsHandle)
            {
                _poller.Releases.Add(handle);
            }
            else
            {
                _poller.Releases.GiveBack(handle);
            }
        }
    }

    /// <summary>Hands the registration on to another handler.</summary>
    internal void HandOver(IHandler handler) => Handler = handler;

    internal int TrySetInterest(Interest interest)
    {
        int result = _poller.Arm(this, Interests.ToReadiness(interest));
        if (result >= 0)
        {
            _interest = interest;
        }

        return result;
    }

    /// <summary>Takes the descriptor out of epoll without a word to anybody: a hang-up would be reported for ever.</summary>
    internal void Disarm()
    {
        _interest = Interest.None;
        _poller.Arm(this, Readiness.None);
    }

    /// <summary>
    /// Gives a handle whose descriptor is closed another to close in its stead; a handle that does not own its number leaves that one open.
    /// To mark it invalid would not do: the handle of a <see cref="System.Net.Sockets.Socket"/> that was never released makes its socket's
    /// Dispose wait for ever, and try the old number meanwhile.
    /// </summary>
    private void Disarm(SafeHandle handle)
    {
        int harmless = _poller.Kernel.EventFdCreate();
        Marshal.InitHandle(handle, Math.Max(harmless, -1));
        if (harmless < 0)
        {
            handle.SetHandleAsInvalid();
        }
    }

    private void End()
    {
        _live = false;
        _interest = Interest.None;
        _poller.Remove(this);
    }
}
