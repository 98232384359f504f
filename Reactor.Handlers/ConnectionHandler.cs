using System.Net;

namespace Reactor.Handlers;

/// <summary>One connection: override what should happen, send when there is something to say. The base class of servers and clients.</summary>
/// <remarks>
/// <para>
/// Everything happens on the loop's thread, and what changes something throws elsewhere. An instance serves one connection. The order of callbacks
/// is <see cref="OnConnected"/>, then <see cref="OnReceived"/> and <see cref="OnOutputDrained"/> as it comes, <see cref="OnInputEnded"/> at most once,
/// and <see cref="OnClosed"/> once and last. After <see cref="Close"/> or <see cref="Abort"/> nothing but <see cref="OnClosed"/> is called.
/// </para>
/// <para>
/// An exception from a callback resets this connection and no other; <see cref="OnClosed"/> gets it.
/// </para>
/// <para>
/// What is sent from the connection's own callbacks goes out when the callback returns, and what is sent from elsewhere at the end of
/// the turn, so many small sends are one system call. <see cref="Send(ReadOnlySpan{byte})"/> never calls back.
/// </para>
/// </remarks>
public abstract partial class ConnectionHandler
{
    private ConnectionOptions _options = ConnectionOptions.Default;

    /// <summary>Limits and clocks. Set it before the connection is made; connections may share one.</summary>
    /// <exception cref="InvalidOperationException">The connection is made already.</exception>
    /// <exception cref="ArgumentOutOfRangeException">A limit or a clock is out of its range.</exception>
    public ConnectionOptions Options
    {
        get => _options;
        init
        {
            ArgumentNullException.ThrowIfNull(value);
            value.Validate();
            _options = value;
        }
    }

    /// <summary>The loop that the connection lives on: from <c>Connect</c> on, or from when it was accepted or adopted.</summary>
    /// <exception cref="InvalidOperationException">The handler was given to no connection yet.</exception>
    public EventLoop Loop => _loop ?? throw new InvalidOperationException("The connection is not made yet: a handler has a loop from Connect on, or when its connection is accepted.");

    /// <summary>The address of this side; null when the connection is closed or has no name.</summary>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread: the kernel is asked.</exception>
    public EndPoint? LocalEndPoint => _socket?.LocalEndPoint;

    /// <summary>The address of the peer, also after the end; null for a Unix peer without a name.</summary>
    /// <exception cref="InvalidOperationException">The peer is no IP address, so the kernel is asked, and the caller is not on the loop's thread.</exception>
    public EndPoint? RemoteEndPoint => _socket?.RemoteEndPoint;

    /// <summary>Whether the connection is made and neither <see cref="Close"/> nor <see cref="Abort"/> was called, nor has it ended otherwise.</summary>
    public bool IsOpen => _socket is not null && !Has(State.Closing | State.Closed);

    /// <summary>How many bytes were sent that the kernel has not taken yet.</summary>
    public int QueuedBytes => Has(State.Corked) ? Core.Cork.Length : _output?.Bytes ?? 0;

    /// <summary>The socket itself, for its options. Do not read, write or close it.</summary>
    /// <exception cref="InvalidOperationException">The connection is not made yet.</exception>
    protected StreamSocket Socket => _socket ?? throw new InvalidOperationException("The connection is not made yet: it has no socket before OnConnected.");

    /// <summary>The connection is made.</summary>
    protected virtual void OnConnected()
    {
    }

    /// <summary>An outgoing connection could not be made. Neither <see cref="OnConnected"/> nor <see cref="OnClosed"/> follows.</summary>
    protected virtual void OnConnectFailed(ConnectFailure failure)
    {
    }

    /// <summary>Bytes have arrived.</summary>
    /// <param name="bytes">At least one byte. They are yours until the callback returns, also after <see cref="Close"/>; copy what is needed later.</param>
    protected abstract void OnReceived(ReadOnlySpan<byte> bytes);

    /// <summary>
    /// The peer has ended its side, after its last byte was delivered. Calls <see cref="Close"/>, which still sends everything that is queued. Who
    /// overrides it can go on sending, and owns the close.
    /// </summary>
    protected virtual void OnInputEnded() => Close();

    /// <summary>Everything is out that <see cref="SendOutcome.Queued"/> was said of: the moment to send more of something long.</summary>
    protected virtual void OnOutputDrained()
    {
    }

    /// <summary>The loop is being stopped in order. Calls <see cref="Close"/>; override it to say goodbye first.</summary>
    protected virtual void OnStopping() => Close();

    /// <summary>The connection is over. Called once, never from inside a call to it, and nothing comes after it.</summary>
    /// <param name="reason">Why.</param>
    protected virtual void OnClosed(CloseReason reason)
    {
    }

    /// <summary>Sends bytes, in order and without ever blocking or calling back. What the kernel does not take at once is copied.</summary>
    /// <returns>
    /// <see cref="SendOutcome.Closed"/> when the bytes are dropped: before the connection is made, after <see cref="Close"/>, <see cref="Abort"/> or <see cref="ShutdownOutput"/>, when the connection
    /// failed, or when they do not fit under <see cref="ConnectionOptions.OutputLimit"/>, which closes the connection.
    /// </returns>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public SendOutcome Send(ReadOnlySpan<byte> bytes)
    {
        VerifyAccess();
        if (bytes.Length is > 0 and < DirectSendFrom && (IsGathering || BeginsGathering()) && Core.Cork.TryAppend(bytes))
        {
            return Gathered();
        }

        return SendAnyway(bytes);
    }

    /// <summary>Sends a payload that many connections share, without copying it; a short one that has to wait is copied, to wait in less memory.</summary>
    /// <returns>As <see cref="Send(ReadOnlySpan{byte})"/>.</returns>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread, or the payload is another loop's.</exception>
    /// <exception cref="ObjectDisposedException">The payload is disposed.</exception>
    public SendOutcome Send(SharedPayload payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        VerifyAccess();
        payload.ThrowIfDisposed();
        if (!CanSend)
        {
            return SendOutcome.Closed;
        }

        payload.VerifyLoop(Loop);
        if (payload.Length == 0)
        {
            return QueuedBytes == 0 ? SendOutcome.Sent : SendOutcome.Queued;
        }

        if (!MakeRoomFor(payload.Length))
        {
            return SendOutcome.Closed;
        }

        Uncork();
        Output.Append(payload, waits: Has(State.WriteBlocked));
        AfterEnqueue();
        return SendOutcome.Queued;
    }

    /// <summary>Stops reading: after this callback, or the frame in hand, nothing more is delivered. What the peer sends then waits in the kernel.</summary>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public void PauseReading()
    {
        VerifyAccess();
        Set(State.UserPaused);
        UpdateInterestSoon();
    }

    /// <summary>Goes on reading. Delivers nothing inside this call: frames that were kept come in the next turn, before the socket is read.</summary>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public void ResumeReading()
    {
        VerifyAccess();
        if (!Has(State.UserPaused))
        {
            return;
        }

        Clear(State.UserPaused);
        OnReadingResumed();
    }

    /// <summary>Ends the output after what is queued; the peer reads the end, and its input still arrives. Doing it twice is nothing.</summary>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public void ShutdownOutput()
    {
        VerifyAccess();
        if (_socket is not null && !Has(State.OutputEnding | State.Closed))
        {
            Set(State.OutputEnding);
            AdvanceSoon();
        }
    }

    /// <summary>
    /// Ends the connection in order: reads no more, sends what is queued, ends the output, and waits, throwing away what still comes, for the peer's end.
    /// So the peer gets every byte. Doing it twice is nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public void Close()
    {
        VerifyAccess();
        if (!IsOpen)
        {
            return;
        }

        Set(State.Closing | State.OutputEnding);
        DropKeptInput();
        if (HasOutput || !Has(State.InputEnded))
        {
            BeginClosePhase();
        }

        AdvanceSoon();
    }

    /// <summary>Ends the connection now with a reset; what is queued is lost. After <see cref="Close"/> it cuts that short.</summary>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public void Abort()
    {
        VerifyAccess();
        Finish(new CloseReason(CloseKind.Aborted), reset: true);
    }

    /// <summary>Calls back once, after a delay, unless the connection is over by then. What the callback throws costs the connection.</summary>
    /// <remarks>It works from <c>Connect</c> on. If that fails, the timer stays: the handler may try again.</remarks>
    /// <param name="delay">As in <see cref="EventLoop.Schedule(TimeSpan, Action)"/>.</param>
    /// <param name="callback">What to call.</param>
    /// <returns>The timer, to cancel or restart.</returns>
    /// <exception cref="InvalidOperationException">The handler has no <see cref="Loop"/> yet, or the caller is not on the loop's thread.</exception>
    protected LoopTimer Schedule(TimeSpan delay, Action callback) => StartTimer(nameof(Schedule), delay, callback, period: null);

    /// <summary>Calls back again and again until the connection is over.</summary>
    /// <remarks>It works from <c>Connect</c> on. If that fails, the timer stays: the handler may try again.</remarks>
    /// <param name="period">As in <see cref="EventLoop.ScheduleRepeating"/>.</param>
    /// <param name="callback">What to call.</param>
    /// <returns>The timer, to cancel or restart.</returns>
    /// <exception cref="InvalidOperationException">The handler has no <see cref="Loop"/> yet, or the caller is not on the loop's thread.</exception>
    protected LoopTimer ScheduleRepeating(TimeSpan period, Action callback) => StartTimer(nameof(ScheduleRepeating), period, callback, period);

    /// <summary>Runs a task after the callbacks under way, unless the connection is over by then. What it throws costs the connection.</summary>
    /// <remarks>It works from <c>Connect</c> on, also after that has failed.</remarks>
    /// <exception cref="InvalidOperationException">The handler has no <see cref="Loop"/> yet, or the caller is not on the loop's thread.</exception>
    protected void Defer(Action task)
    {
        ArgumentNullException.ThrowIfNull(task);
        Loop.Core.Thread.Verify();
        Loop.Core.Tasks.Defer((Action)(() => CallBound(task)), null);
    }

    private BoundTimer StartTimer(string member, TimeSpan delay, Action callback, TimeSpan? period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        Loop.Core.Thread.Verify(member);
        BoundTimer timer = new(Core.Wheel, this, callback, period);
        if (Has(State.Closed))
        {
            return timer;
        }

        timer.Restart(delay);
        (_rare ??= new RareState()).Timers.Add(timer);
        return timer;
    }
}
