using Memory.Servers;
using Reactor.Handlers;

namespace Memory;

/// <summary>A server and the state that its connections are weighed in.</summary>
/// <param name="Name">For the command line.</param>
/// <param name="Title">For tables.</param>
/// <param name="Says">What each client sends.</param>
/// <param name="Serve">Makes the server, given how many connections there will be at most.</param>
/// <param name="Mark">How many bytes of live objects a connection may be.</param>
internal sealed record Subject(string Name, string Title, byte[] Says, Func<int, Server> Serve, int? Mark = null)
{
    private static readonly ConnectionOptions s_withTimeout = new() { IdleTimeout = TimeSpan.FromMinutes(5) };
    private static readonly byte[] s_message = new byte[64];
    private static readonly byte[] s_halfLine = [.. Enumerable.Repeat((byte)'x', 32)];

    public static IReadOnlyList<Subject> All { get; } =
    [
        new("idle", "Reactor, idle", [], _ => EchoServer(ConnectionOptions.Default), Mark: 256),
        new("idle-timeout", "Reactor, idle, with an idle timeout", [], _ => EchoServer(s_withTimeout), Mark: 384),
        new("echoed", "Reactor, 64 bytes echoed and not yet read by the peer", s_message, _ => EchoServer(ConnectionOptions.Default)),
        new("echoed-timeout", "Reactor, the same with an idle timeout", s_message, _ => EchoServer(s_withTimeout)),
        new("half-line", "Reactor, a `LineHandler` that has 32 bytes of a line", s_halfLine, _ => new LoopServer(static () => new Lines(), echoes: false)),
        new("unread", "Reactor, 64 KiB of output queued that the peer does not read", [], most => new StalledServer(most)),
        new("socket-idle", "Awaited `Socket` with a buffer of 4 KiB, idle", [], _ => new SocketServer()),
        new("socket-echoed", "Awaited `Socket` with a buffer of 4 KiB, 64 bytes echoed", s_message, _ => new SocketServer()),
    ];

    private static LoopServer EchoServer(ConnectionOptions options) => new(() => new Echo { Options = options }, echoes: true);
}
