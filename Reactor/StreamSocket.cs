using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Reactor.Polling;
using Reactor.Sockets;
using Reactor.SystemCalls;

namespace Reactor;

/// <summary>A connected stream socket, TCP or Unix: every call returns at once, and what the kernel says is a value.</summary>
/// <remarks>
/// <para>Belongs to the loop's thread. It owns its descriptor, which is closed at the end of the turn in which the socket is.</para>
/// <para>Wait for readiness by <see cref="Register"/>; for buffers, closing and clocks take a connection handler instead.</para>
/// </remarks>
[DebuggerDisplay("fd {Descriptor}")]
public sealed class StreamSocket : IDescriptorOwner, IDisposable
{
    private readonly LoopCore _core;
    private readonly PeerAddress _peer;
    private Registration? _registration;
    private int _descriptor;

    internal StreamSocket(LoopCore core, int descriptor, PeerAddress peer)
    {
        _core = core;
        _descriptor = descriptor;
        _peer = peer;
        LostDescriptor.End(core, descriptor);
        core.Statistics.OpenConnections++;
    }

    /// <summary>Whether the socket is not closed yet, neither here nor, as far as the loop has noticed, elsewhere.</summary>
    public bool IsOpen => _descriptor >= 0;

    /// <summary>The number of the descriptor; negative once the socket is closed.</summary>
    public int Descriptor => _descriptor;

    /// <summary>The address of this side; null when the socket is closed or has no name.</summary>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread: the kernel is asked.</exception>
    public EndPoint? LocalEndPoint
    {
        get
        {
            _core.Thread.Verify();
            return IsOpen ? SocketNames.Local(_core.Kernel, _descriptor) : null;
        }
    }

    /// <summary>The address of the peer, also after closing; null for a Unix peer that has no name.</summary>
    /// <exception cref="InvalidOperationException">The peer is no IP address, so the kernel is asked, and the caller is not on the loop's thread.</exception>
    public EndPoint? RemoteEndPoint => _peer.ToEndPoint() ?? AskForPeer();

    /// <summary>Whether small segments are sent at once; <c>TCP_NODELAY</c> of <c>tcp(7)</c>.</summary>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    /// <exception cref="SocketException">The socket is not TCP.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public bool NoDelay
    {
        get => GetOption(SocketOption.NoDelay) != 0;
        set => SetOption(SocketOption.NoDelay, value ? 1 : 0);
    }

    /// <summary>Whether the connection is probed when idle; <c>SO_KEEPALIVE</c> of <c>socket(7)</c>.</summary>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public bool KeepAlive
    {
        get => GetOption(SocketOption.KeepAlive) != 0;
        set => SetOption(SocketOption.KeepAlive, value ? 1 : 0);
    }

    /// <summary>The kernel's send buffer in bytes; it doubles what is set. <c>SO_SNDBUF</c> of <c>socket(7)</c>.</summary>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public int SendBufferSize
    {
        get => GetOption(SocketOption.SendBuffer);
        set => SetOption(SocketOption.SendBuffer, value);
    }

    /// <summary>The kernel's receive buffer in bytes; it doubles what is set. <c>SO_RCVBUF</c> of <c>socket(7)</c>.</summary>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public int ReceiveBufferSize
    {
        get => GetOption(SocketOption.ReceiveBuffer);
        set => SetOption(SocketOption.ReceiveBuffer, value);
    }

    internal LoopCore Core => _core;

    internal Registration? Registration => _registration;

    /// <summary>Waits for the socket's readiness. A socket has one registration at a time.</summary>
    /// <exception cref="InvalidOperationException">
    /// The socket is registered already, by its number with <see cref="EventLoop.Register"/> perhaps, or the caller is not on the loop's thread.
    /// </exception>
    /// <exception cref="ObjectDisposedException">The socket is closed, or its loop is disposed or about to be.</exception>
    /// <exception cref="IOException">The kernel refused.</exception>
    /// <exception cref="ArgumentException">A senseless interest.</exception>
    public Registration Register(Interest interest, IHandler handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        _core.Thread.Verify();
        ObjectDisposedException.ThrowIf(!IsOpen || _core.IsClosing, this);
        Interests.Validate(interest);
        int result = TryRegister(interest, handler);
        return result switch
        {
            >= 0 => _registration!,
            -Errno.EEXIST => throw _core.Poller.AlreadyRegistered(_descriptor),
            _ => throw new IOException($"The socket could not be registered: {Errno.Describe(-result)}."),
        };
    }

    /// <summary>Receives what has arrived.</summary>
    /// <exception cref="ArgumentException">The buffer is empty; the end of input could not be told from it.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public ReceiveResult Receive(Span<byte> buffer)
    {
        _core.Thread.Verify();
        if (buffer.IsEmpty)
        {
            throw new ArgumentException("The buffer is empty. Give it room for one byte at least.", nameof(buffer));
        }

        return IsOpen ? ReceiveResult.From(ReceiveRaw(buffer)) : new ReceiveResult(ReceiveStatus.Closed, 0, 0);
    }

    /// <summary>Sends what the kernel will take.</summary>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public SendResult Send(ReadOnlySpan<byte> bytes)
    {
        _core.Thread.Verify();
        return IsOpen ? SendResult.From(SendRaw(bytes), bytes.Length) : new SendResult(SendStatus.Closed, 0, 0);
    }

    /// <summary>Sends several segments with one call, as far as the kernel will take them.</summary>
    /// <param name="segments">At most <see cref="Kernel.MaxSegments"/>; more are left for the next call.</param>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public SendResult Send(ReadOnlySpan<PinnedSegment> segments)
    {
        _core.Thread.Verify();
        if (!IsOpen)
        {
            return new SendResult(SendStatus.Closed, 0, 0);
        }

        long length = 0;
        foreach (PinnedSegment segment in segments)
        {
            length += segment.Length;
        }

        return SendResult.From(SendRaw(segments), (int)Math.Min(length, int.MaxValue));
    }

    /// <summary>Ends the output: the peer reads the end after every byte, and input still arrives. <c>shutdown(2)</c>.</summary>
    /// <returns>0, or the positive errno; <c>ENOTCONN</c> when the connection is gone or the socket closed.</returns>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public int ShutdownOutput()
    {
        _core.Thread.Verify();
        return IsOpen ? -_core.Kernel.Shutdown(_descriptor, SocketShutdown.Send) : Errno.ENOTCONN;
    }

    /// <summary>Takes the pending error of the socket: <c>SO_ERROR</c> of <c>socket(7)</c>.</summary>
    /// <returns>A positive errno, or 0.</returns>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    /// <exception cref="ObjectDisposedException">The socket is closed.</exception>
    public int TakeError()
    {
        _core.Thread.Verify();
        int result = IsOpen ? _core.Kernel.GetSocketOption(_descriptor, SocketOption.Error, out int error) : throw Closed(nameof(TakeError));
        return result < 0 ? -result : error;
    }

    /// <summary>Resets the connection: what was not sent is lost and the peer gets an error. <c>SO_LINGER</c> 0 of <c>socket(7)</c>.</summary>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public void Abort()
    {
        _core.Thread.Verify();
        if (IsOpen)
        {
            _core.Kernel.SetSocketOption(_descriptor, SocketOption.Linger, 0);
            Dispose();
        }
    }

    /// <summary>
    /// Closes the socket; what the kernel has taken is still sent. If input is left unread the kernel resets the connection,
    /// and the peer may lose the end of what was sent: end the output and read to the end first. Doing it twice is nothing.
    /// </summary>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    public void Dispose()
    {
        _core.Thread.Verify();
        if (!IsOpen)
        {
            return;
        }

        // The number of the descriptor stays taken until the end of the turn; nobody can be mistaken for us.
        int descriptor = _descriptor;
        if (_peer.IsUnixName)
        {
            _core.PeerNames.Keep(this, SocketNames.Remote(_core.Kernel, descriptor));
        }

        _descriptor = -1;
        _registration?.Dispose();
        _registration = null;
        _core.Statistics.OpenConnections--;
        _core.Poller.Releases.Add(descriptor);
    }

    internal int TryRegister(Interest interest, IHandler handler)
    {
        if (_registration is { IsLive: true } registration)
        {
            if (registration.Handler is not ConnectAttempt)
            {
                return -Errno.EEXIST;
            }

            // The attempt that made this connection hands its registration on: one call instead of two.
            int result = registration.TrySetInterest(interest);
            if (result >= 0)
            {
                registration.HandOver(handler);
            }

            return result;
        }

        return _core.Poller.TryRegister(_descriptor, interest, handler, out _registration, owner: this);
    }

    void IDescriptorOwner.OnDescriptorLost()
    {
        _descriptor = -1;
        _registration = null;
        _core.Statistics.OpenConnections--;
        _core.Poller.Releases.NoteLost();
    }

    /// <summary>Nobody would close the socket any more; it would count as a connection for ever.</summary>
    void IDescriptorOwner.OnAbandoned(Registration registration) => Abort();

    /// <summary>Ends the registration that was used to connect, if the new owner did not take it over.</summary>
    internal void EndConnecting()
    {
        if (_registration is { Handler: ConnectAttempt })
        {
            _registration.Dispose();
            _registration = null;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int ReceiveRaw(Span<byte> buffer)
    {
        int result;
        do
        {
            result = _core.Kernel.Receive(_descriptor, buffer);
        }
        while (result == -Errno.EINTR);

        if (result > 0)
        {
            _core.Statistics.BytesReceived += result;
        }

        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int SendRaw(ReadOnlySpan<byte> bytes)
    {
        int result;
        do
        {
            result = _core.Kernel.Send(_descriptor, bytes);
        }
        while (result == -Errno.EINTR);

        if (result > 0)
        {
            _core.Statistics.BytesSent += result;
        }

        return result;
    }

    internal int SendRaw(ReadOnlySpan<PinnedSegment> segments)
    {
        if (segments.Length > Kernel.MaxSegments)
        {
            segments = segments[..Kernel.MaxSegments];
        }

        int result;
        do
        {
            result = _core.Kernel.SendGathered(_descriptor, segments);
        }
        while (result == -Errno.EINTR);

        if (result > 0)
        {
            _core.Statistics.BytesSent += result;
        }

        return result;
    }

    private EndPoint? AskForPeer()
    {
        _core.Thread.Verify(nameof(RemoteEndPoint));
        return IsOpen ? SocketNames.Remote(_core.Kernel, _descriptor) : _core.PeerNames.Of(this);
    }

    private int GetOption(SocketOption option)
    {
        _core.Thread.Verify(option.ToString());
        int result = IsOpen ? _core.Kernel.GetSocketOption(_descriptor, option, out int value) : throw Closed(option.ToString());
        return result >= 0 ? value : throw SocketErrors.Exception(-result, $"Reading {option} of a socket");
    }

    private void SetOption(SocketOption option, int value)
    {
        _core.Thread.Verify(option.ToString());
        int result = IsOpen ? _core.Kernel.SetSocketOption(_descriptor, option, value) : throw Closed(option.ToString());
        if (result < 0)
        {
            throw SocketErrors.Exception(-result, $"Setting {option} of a socket to {value}");
        }
    }

    private static ObjectDisposedException Closed(string member) =>
        new(nameof(StreamSocket), $"{member} needs an open socket; this one is closed.");
}
