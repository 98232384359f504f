using System.Net;
using System.Net.Sockets;
using Reactor.SystemCalls;

namespace Reactor.Handlers;

/// <summary>Listening and connecting with a <see cref="ConnectionHandler"/> for each connection.</summary>
public static class ConnectionExtensions
{
    /// <summary>Listens on an address and gives every connection a handler of its own. Binding is done when this returns.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="endPoint">An <see cref="IPEndPoint"/> (port 0 lets the kernel choose) or a <see cref="UnixDomainSocketEndPoint"/>.</param>
    /// <param name="handlerFactory">Makes the handler of a new connection. If it throws, that connection is reset.</param>
    /// <param name="options">How to listen; null for the defaults.</param>
    /// <exception cref="SocketException">The kernel refused; the message names the end point.</exception>
    /// <exception cref="ArgumentException">The end point is a name, or of an unknown kind.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    /// <exception cref="ObjectDisposedException">The loop is disposed or about to be.</exception>
    public static StreamListener Listen(
        this EventLoop loop, EndPoint endPoint, Func<ConnectionHandler> handlerFactory, ListenOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(handlerFactory);
        return loop.Listen(endPoint, socket => handlerFactory().Attach(loop, socket, accepted: true), options);
    }

    /// <summary>Resolves a name and listens on the first of its addresses that can be bound, with a handler for each connection.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="endPoint">The name and the port.</param>
    /// <param name="handlerFactory">Makes the handler of a new connection.</param>
    /// <param name="options">How to listen; null for the defaults.</param>
    /// <param name="cancellation">Gives up resolving.</param>
    /// <exception cref="SocketException">The name has no address, or none could be bound; the message names each.</exception>
    /// <exception cref="InvalidOperationException">The caller is not on the loop's thread.</exception>
    /// <exception cref="ObjectDisposedException">The loop is disposed or about to be.</exception>
    public static Task<StreamListener> ListenAsync(
        this EventLoop loop,
        DnsEndPoint endPoint,
        Func<ConnectionHandler> handlerFactory,
        ListenOptions? options = null,
        CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(handlerFactory);
        return loop.ListenAsync(endPoint, socket => handlerFactory().Attach(loop, socket, accepted: true), options, cancellation);
    }

    /// <summary>Connects a handler to an address, a Unix socket or a name; of a name each address is tried in turn.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="endPoint">An <see cref="IPEndPoint"/>, a <see cref="UnixDomainSocketEndPoint"/> or a <see cref="DnsEndPoint"/>.</param>
    /// <param name="handler">Hears <c>OnConnected</c> or <c>OnConnectFailed</c>, never inside this call.</param>
    /// <param name="options">How to connect; null for the defaults.</param>
    /// <returns>The attempt, to cancel.</returns>
    /// <exception cref="InvalidOperationException">The handler serves a connection already, or the caller is not on the loop's thread.</exception>
    /// <exception cref="ObjectDisposedException">The loop is disposed or about to be.</exception>
    public static ConnectAttempt Connect(this EventLoop loop, EndPoint endPoint, ConnectionHandler handler, ConnectOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(handler);
        loop.Core.Thread.Verify();
        handler.Claim(loop);
        try
        {
            return loop.Connect(endPoint, Connected, handler.FailConnect, options);
        }
        catch
        {
            handler.Unclaim();
            throw;
        }

        void Connected(StreamSocket socket)
        {
            int result = handler.Attach(loop, socket, accepted: false);
            if (result < 0)
            {
                handler.FailConnect(new ConnectFailure(endPoint, Errno.ToSocketError(-result), []));
            }
        }
    }

    /// <summary>Gives a handler a connected stream socket that somebody else made; it counts as accepted.</summary>
    /// <param name="loop">The loop.</param>
    /// <param name="handle">The socket; disposed afterwards, since the loop has a descriptor of its own for it.</param>
    /// <param name="handler">Hears <c>OnConnected</c> inside this call.</param>
    /// <exception cref="ArgumentException">The handle is not an open, connected stream socket; then it stays yours.</exception>
    /// <exception cref="IOException">
    /// The kernel has no descriptor to spare; then, too. Or it has no room in epoll; then the connection is reset and the handle disposed.
    /// Either way the handler is free for another connection.
    /// </exception>
    /// <exception cref="InvalidOperationException">The handler serves a connection already, or the caller is not on the loop's thread.</exception>
    /// <exception cref="ObjectDisposedException">The loop is disposed or about to be.</exception>
    public static void Adopt(this EventLoop loop, SafeSocketHandle handle, ConnectionHandler handler)
    {
        ArgumentNullException.ThrowIfNull(loop);
        ArgumentNullException.ThrowIfNull(handler);
        handler.ThrowIfClaimed();
        StreamSocket socket = loop.Adopt(handle);
        int result = 0;
        loop.Core.Context.Run(() => result = handler.Attach(loop, socket, accepted: true));
        if (result < 0)
        {
            handler.Unclaim();
            throw new IOException($"The connection could not be registered and was reset: {Errno.Describe(-result)}.");
        }
    }
}
