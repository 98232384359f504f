using System.Net;
using System.Net.Sockets;
using Reactor.Sockets;
using Reactor.SystemCalls;
using Reactor.Timers;

namespace Reactor;

/// <summary>A connection in the making: each address in turn, under one deadline, ending in exactly one callback.</summary>
/// <remarks>
/// Belongs to the loop's thread. The callback comes from the loop, never from inside the call that made, or cancelled, the attempt.
/// </remarks>
public sealed class ConnectAttempt : IHandler
{
    private const long Never = long.MaxValue;

    private readonly LoopCore _core;
    private readonly ConnectOptions _options;
    private readonly Action<StreamSocket> _connected;
    private readonly Action<ConnectFailure> _failed;
    private readonly ActionTimer _timer;
    private readonly List<ConnectTry> _tries = [];
    private readonly long _deadline;
    private CancellationTokenSource? _resolving;
    private EndPoint[] _addresses = [];
    private int _current = -1;
    private StreamSocket? _socket;
    private SocketError _error;
    private Exception? _exception;
    private bool _settled;

    internal ConnectAttempt(
        LoopCore core, EndPoint target, Action<StreamSocket> connected, Action<ConnectFailure> failed, ConnectOptions options)
    {
        _core = core;
        Target = target;
        _connected = connected;
        _failed = failed;
        _options = options;
        _timer = new ActionTimer(core.Wheel, OnTimer);
        _deadline = options.Timeout == Timeout.InfiniteTimeSpan
            ? Never
            : TimerWheel.DueTick(core.Kernel.MonotonicNanoseconds, options.Timeout);
        core.Connects.Add(this);
    }

    /// <summary>What is being connected to.</summary>
    public EndPoint Target { get; }

    /// <summary>Whether the attempt has ended, and its callback was called.</summary>
    public bool IsCompleted { get; private set; }

    /// <summary>
    /// Gives up. The failure callback follows with <see cref="SocketError.OperationAborted"/>, also when the connection was made but not
    /// handed over yet. Nothing happens once <see cref="IsCompleted"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public void Cancel()
    {
        _core.Thread.Verify();
        if (!IsCompleted)
        {
            DropSocket();
            Settle(SocketError.OperationAborted);
        }
    }

    internal void Start()
    {
        if (Target is not DnsEndPoint name)
        {
            StartWith([Target]);
        }
        else if (IPAddress.TryParse(name.Host, out IPAddress? literal))
        {
            StartWith([new IPEndPoint(literal, name.Port)]);
        }
        else
        {
            if (_deadline != Never)
            {
                _core.Wheel.Arm(_timer, _deadline);
            }

            _resolving = new CancellationTokenSource();
            NameQuery.Start(_core, name, OnResolved, _resolving.Token);
        }
    }

    /// <summary>The loop goes: the callback comes at once, since no turn will follow.</summary>
    internal void EndWithLoop()
    {
        DropSocket();
        _settled = true;
        Settle(SocketError.OperationAborted);
        Complete();
    }

    void IHandler.OnWritable(Registration registration)
    {
        if (_settled)
        {
            // The hand-over waits in the task queue; until then the new socket stays writable.
            return;
        }

        int error = _socket!.TakeError();
        if (error == 0)
        {
            OnConnected();
        }
        else
        {
            OnRefused(error);
        }
    }

    private void OnResolved(IPAddress[]? addresses, Exception? exception)
    {
        if (_settled)
        {
            return;
        }

        _resolving = null;
        int port = ((DnsEndPoint)Target).Port;
        if (addresses is { Length: > 0 })
        {
            StartWith([.. addresses.Select(address => new IPEndPoint(address, port))]);
            return;
        }

        _exception = exception;
        Settle((exception as SocketException)?.SocketErrorCode ?? SocketError.HostNotFound);
    }

    private void StartWith(EndPoint[] addresses)
    {
        _addresses = addresses;
        TryNext();
    }

    private void TryNext()
    {
        while (++_current < _addresses.Length)
        {
            int result = ConnectingSocket.Open(_core, _addresses[_current], _options, out _socket);
            if (result >= 0)
            {
                OnConnected();
                return;
            }

            if (result == -Errno.EINPROGRESS)
            {
                result = _socket!.TryRegister(Interest.Write, this);
                if (result >= 0)
                {
                    ArmTimer();
                    return;
                }
            }

            Note(-result);
        }

        Settle(_tries[^1].Error);
    }

    private void OnConnected()
    {
        if (HasMetItself())
        {
            OnRefused(Errno.ECONNREFUSED);
            return;
        }

        Settle(SocketError.Success);
    }

    /// <summary>Over loopback a client can meet itself: the kernel picks the very port that nobody listens on as the local one.</summary>
    private bool HasMetItself() =>
        _options.LocalEndPoint is null
        && _addresses[_current] is IPEndPoint target
        && _socket!.LocalEndPoint is IPEndPoint local
        && local.Port == target.Port
        && Equals(local, SocketNames.Remote(_core.Kernel, _socket.Descriptor)); // Not the target, which may be 0.0.0.0.

    private void OnRefused(int errno)
    {
        Note(errno);
        TryNext();
    }

    private void OnTimer()
    {
        if (_socket is null)
        {
            Settle(SocketError.TimedOut);
            return;
        }

        OnRefused(Errno.ETIMEDOUT);
    }

    private void Note(int errno)
    {
        _tries.Add(new ConnectTry(_addresses[_current], Errno.ToSocketError(errno)));
        DropSocket();
    }

    /// <summary>Gives the current address its share of the time that is left.</summary>
    private void ArmTimer()
    {
        if (_deadline == Never)
        {
            return;
        }

        long now = TimerWheel.TickAt(_core.Kernel.MonotonicNanoseconds);
        long left = Math.Max(_deadline - now, 0);
        _core.Wheel.Arm(_timer, now + (left / (_addresses.Length - _current)));
    }

    private void DropSocket()
    {
        _socket?.Dispose();
        _socket = null;
    }

    private void Settle(SocketError error)
    {
        _error = error;
        _timer.Cancel();
        if (!_settled)
        {
            _settled = true;
            _core.Tasks.Defer((Action)Complete, null);
        }

        GiveUpResolving();
    }

    /// <summary>Tells the resolver that nobody waits any more, which runs what it has registered for that: foreign code.</summary>
    private void GiveUpResolving()
    {
#pragma warning disable CA1031 // A fault of the resolver costs neither who cancelled nor who waits for the callback.
        try
        {
            _resolving?.Cancel();
        }
        catch (Exception exception)
        {
            _core.Faults.Report(FaultKind.Connect, _core.NameResolver, exception);
        }
#pragma warning restore CA1031
    }

    private void Complete()
    {
        if (IsCompleted)
        {
            return;
        }

        IsCompleted = true;
        _core.Connects.Remove(this);
        _timer.Dispose();
        if (_error == SocketError.Success)
        {
            HandOver(_socket!);
        }
        else
        {
            TellFailure(new ConnectFailure(Target, _error, _tries, _exception));
        }
    }

    private void HandOver(StreamSocket socket)
    {
#pragma warning disable CA1031 // The callback's fault costs the socket, as with a listener.
        try
        {
            _connected(socket);
            socket.EndConnecting();
        }
        catch (Exception exception)
        {
            socket.Abort();
            _core.Faults.Report(FaultKind.Connect, _connected.Target, exception);
        }
#pragma warning restore CA1031
    }

    private void TellFailure(in ConnectFailure failure)
    {
#pragma warning disable CA1031 // As above; there is no socket to reset.
        try
        {
            _failed(failure);
        }
        catch (Exception exception)
        {
            _core.Faults.Report(FaultKind.Connect, _failed.Target, exception);
        }
#pragma warning restore CA1031
    }
}
