using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Reactor.Polling;
using Reactor.Sockets;
using Reactor.Tasks;
using Reactor.Timers;

namespace Reactor;

// What calls back on the loop: descriptors, timers, tasks, signals; listeners and connections.
public sealed partial class EventLoop
{
    /// <summary>Registers any descriptor that epoll takes: a pipe, an eventfd, a timerfd, an inotify instance, a socket of another library.</summary>
    /// <param name="handle">
    /// The descriptor. It is referenced until the registration ends, so dispose the registration first: the <c>Dispose</c> of a
    /// <see cref="Socket"/> spins until nobody references its handle.
    /// </param>
    /// <param name="interest">What to wait for.</param>
    /// <param name="handler">Who hears of it.</param>
    /// <param name="ownsHandle">Whether the handle is disposed with the registration.</param>
    /// <exception cref="ArgumentException">The descriptor cannot be waited for (a regular file), or is not open; or a senseless interest.</exception>
    /// <exception cref="InvalidOperationException">The descriptor is registered already, or the caller is not on the loop's thread.</exception>
    /// <exception cref="IOException">The kernel refused.</exception>
    /// <exception cref="ObjectDisposedException">The loop is disposed or about to be.</exception>
    public Registration Register(SafeHandle handle, Interest interest, IHandler handler, bool ownsHandle = false)
    {
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(handler);
        VerifyTakesMore();
        Interests.Validate(interest);
        if (handle.IsInvalid)
        {
            throw new ArgumentException("The handle is invalid: it has no descriptor.", nameof(handle));
        }

        if (handle.IsClosed)
        {
            throw new ArgumentException("The handle is not open: it was disposed.", nameof(handle));
        }

        Core.Kernel.VerifyHandle(handle);
        bool referenced = false;
        try
        {
            handle.DangerousAddRef(ref referenced);
            return Core.Poller.Register((int)handle.DangerousGetHandle(), interest, handler, handle, ownsHandle);
        }
        catch when (referenced)
        {
            handle.DangerousRelease();
            throw;
        }
    }

    /// <summary>Calls back once, after a delay; never early, never inside this call.</summary>
    /// <param name="delay">How long from this moment, rounded up to a whole millisecond. Zero or less is the next turn; <see cref="Timeout.InfiniteTimeSpan"/> waits for <see cref="LoopTimer.Restart"/>.</param>
    /// <param name="callback">What to call on the loop's thread.</param>
    /// <returns>The timer, to cancel or restart.</returns>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    /// <exception cref="ObjectDisposedException">The loop is disposed.</exception>
    public LoopTimer Schedule(TimeSpan delay, Action callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        VerifyOpen();
        return Started(new ActionTimer(Core.Wheel, callback), delay);
    }

    /// <inheritdoc cref="Schedule(TimeSpan, Action)"/>
    /// <param name="delay">How long from this moment.</param>
    /// <param name="callback">What to call with the state, so that it need not capture anything.</param>
    /// <param name="state">What the callback gets.</param>
    public LoopTimer Schedule(TimeSpan delay, Action<object?> callback, object? state)
    {
        ArgumentNullException.ThrowIfNull(callback);
        VerifyOpen();
        return Started(new ActionTimer(Core.Wheel, callback, state), delay);
    }

    /// <summary>Calls back again and again. After a stall it calls once and goes on; a callback that throws does not end it.</summary>
    /// <param name="period">The time to the first call and between two, rounded up to a whole millisecond.</param>
    /// <param name="callback">What to call on the loop's thread.</param>
    /// <returns>The timer, to cancel or restart.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The period is zero or negative.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    /// <exception cref="ObjectDisposedException">The loop is disposed.</exception>
    public LoopTimer ScheduleRepeating(TimeSpan period, Action callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        VerifyOpen();
        return Started(new ActionTimer(Core.Wheel, callback, period), period);
    }

    /// <summary>Runs a task after the callbacks under way: in step 4 of this turn, or of the next if this is in a task.</summary>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    /// <exception cref="ObjectDisposedException">The loop is disposed.</exception>
    public void Defer(Action task)
    {
        ArgumentNullException.ThrowIfNull(task);
        VerifyOpen();
        Core.Tasks.Defer(task, null);
    }

    /// <summary>Runs a task on the loop's thread. First in, first out for each producer. For any thread; never blocks.</summary>
    /// <returns>False when the loop is disposed; then the task will not run.</returns>
    public bool Post(Action task)
    {
        ArgumentNullException.ThrowIfNull(task);
        return Core.Tasks.Post(task, null);
    }

    /// <summary>Runs a function on the loop's thread and tells what it gave. For any thread.</summary>
    /// <returns>A task that completes elsewhere, never on the loop's thread; cancelled when the loop is disposed first. An exception of the function is its exception.</returns>
    public Task<T> InvokeAsync<T>(Func<T> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        InvokeWork<T> work = new(function);
        if (!Core.Tasks.Post(work))
        {
            work.Cancel();
        }

        return work.Task;
    }

    /// <summary>Runs an action on the loop's thread. For any thread.</summary>
    /// <returns>As <see cref="InvokeAsync{T}(Func{T})"/>.</returns>
    public Task InvokeAsync(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        Func<object?> function = () =>
        {
            action();
            return null;
        };
        return InvokeAsync(function);
    }

    /// <summary>Runs an asynchronous function on the loop's thread, where its awaits go on as well. For any thread.</summary>
    /// <returns>A task that completes with the function's own, but elsewhere, as <see cref="InvokeAsync{T}(Func{T})"/> says; cancelled also when the loop is disposed meanwhile.</returns>
    public Task InvokeAsync(Func<Task> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        Func<Task<object?>> awaited = async () =>
        {
            await function();
            return null;
        };
        return InvokeAsync(awaited);
    }

    /// <inheritdoc cref="InvokeAsync(Func{Task})"/>
    public Task<T> InvokeAsync<T>(Func<Task<T>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        AsyncInvokeWork<T> work = new(function, Core.Ending.Token);
        if (!Core.Tasks.Post(work))
        {
            work.Cancel();
        }

        return work.Task;
    }

    /// <summary>Calls back on the loop's thread when the process gets a signal, instead of what the signal would do.</summary>
    /// <param name="signal">The signal, as <see cref="PosixSignal.SIGTERM"/>.</param>
    /// <param name="callback">What to call.</param>
    /// <returns>Ends it when disposed.</returns>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    /// <exception cref="ObjectDisposedException">The loop is disposed.</exception>
    public IDisposable OnSignal(PosixSignal signal, Action callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        VerifyOpen();
        Core.Thread.VerifyReal(nameof(OnSignal));
        return new SignalHook(Core.Tasks, signal, callback);
    }

    /// <summary>Listens on an address and calls back with every connection. Binding is done when this returns.</summary>
    /// <param name="endPoint">An <see cref="IPEndPoint"/> (port 0 lets the kernel choose) or a <see cref="UnixDomainSocketEndPoint"/>.</param>
    /// <param name="accepted">Gets each connection and owns it from then on. If it throws, the socket is reset.</param>
    /// <param name="options">How to listen; null for the defaults.</param>
    /// <exception cref="SocketException">The kernel refused; the message names the end point.</exception>
    /// <exception cref="ArgumentException">The end point is a name (see <see cref="ListenAsync"/>) or of an unknown kind.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    /// <exception cref="ObjectDisposedException">The loop is disposed or about to be.</exception>
    public StreamListener Listen(EndPoint endPoint, Action<StreamSocket> accepted, ListenOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        ArgumentNullException.ThrowIfNull(accepted);
        VerifyTakesMore();
        return endPoint is DnsEndPoint
            ? throw new ArgumentException($"{endPoint} is a name, and resolving one takes time. Use ListenAsync.", nameof(endPoint))
            : new StreamListener(Core, endPoint, accepted, options ?? ListenOptions.Default);
    }

    /// <summary>Resolves a name and listens on the first of its addresses that can be bound.</summary>
    /// <param name="endPoint">The name and the port.</param>
    /// <param name="accepted">As in <see cref="Listen(EndPoint, Action{StreamSocket}, ListenOptions?)"/>.</param>
    /// <param name="options">How to listen; null for the defaults.</param>
    /// <param name="cancellation">Gives up resolving.</param>
    /// <returns>The listener. Awaited on the loop it goes on there.</returns>
    /// <exception cref="SocketException">The name has no address, or none could be bound; the message names each.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    /// <exception cref="ObjectDisposedException">The loop is disposed or about to be.</exception>
    public Task<StreamListener> ListenAsync(
        DnsEndPoint endPoint, Action<StreamSocket> accepted, ListenOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        ArgumentNullException.ThrowIfNull(accepted);
        VerifyTakesMore();
        return NamedListen.Start(Core, endPoint, address => Listen(address, accepted, options), cancellation);
    }

    /// <summary>Connects to an address, a Unix socket or a name; of a name each address in turn.</summary>
    /// <param name="endPoint">An <see cref="IPEndPoint"/>, a <see cref="UnixDomainSocketEndPoint"/> or a <see cref="DnsEndPoint"/>.</param>
    /// <param name="connected">Gets the connection and owns it from then on. If it throws, the socket is reset.</param>
    /// <param name="failed">Hears why it did not work.</param>
    /// <param name="options">How to connect; null for the defaults.</param>
    /// <returns>The attempt, to cancel. Exactly one of the callbacks is called, once, never inside this call.</returns>
    /// <exception cref="ArgumentException">The end point, or the local one, is of an unknown kind.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    /// <exception cref="ObjectDisposedException">The loop is disposed or about to be.</exception>
    public ConnectAttempt Connect(EndPoint endPoint, Action<StreamSocket> connected, Action<ConnectFailure> failed, ConnectOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        ArgumentNullException.ThrowIfNull(connected);
        ArgumentNullException.ThrowIfNull(failed);
        VerifyTakesMore();
        if (endPoint is not (IPEndPoint or UnixDomainSocketEndPoint or DnsEndPoint))
        {
            throw new ArgumentException($"{endPoint.GetType()} is not supported. Use an IPEndPoint, a UnixDomainSocketEndPoint or a DnsEndPoint.", nameof(endPoint));
        }

        if (options?.LocalEndPoint is not (null or IPEndPoint or UnixDomainSocketEndPoint))
        {
            throw new ArgumentException(
                $"The LocalEndPoint {options.LocalEndPoint} is not supported. Use an IPEndPoint or a UnixDomainSocketEndPoint.", nameof(options));
        }

        ConnectAttempt attempt = new(Core, endPoint, connected, failed, options ?? ConnectOptions.Default);
        attempt.Start();
        return attempt;
    }

    /// <summary>
    /// Takes over a connected stream socket that somebody else made. The handle is disposed afterwards: the loop has a descriptor of its own
    /// for the connection. A <see cref="Socket"/> that the handle came from may be disposed too; that does not touch the connection.
    /// A linger time above zero is turned off, since closing would block the loop for it; zero still resets.
    /// </summary>
    /// <param name="handle">The socket. It must not be in use by a <see cref="Socket"/> that has started an asynchronous operation.</param>
    /// <exception cref="ArgumentException">It is not an open, connected stream socket; then the handle stays yours.</exception>
    /// <exception cref="IOException">The kernel has no descriptor to spare; then, too.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread, or the descriptor is registered: dispose that registration first.</exception>
    /// <exception cref="ObjectDisposedException">The loop is disposed or about to be.</exception>
    public StreamSocket Adopt(SafeSocketHandle handle)
    {
        ArgumentNullException.ThrowIfNull(handle);
        VerifyTakesMore();
        Core.Kernel.VerifyHandle(handle);
        return Adoption.TakeOver(Core, handle);
    }

    private static ActionTimer Started(ActionTimer timer, TimeSpan delay)
    {
        timer.Restart(delay);
        return timer;
    }
}
