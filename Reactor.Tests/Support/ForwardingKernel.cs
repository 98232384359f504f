using System.Net.Sockets;
using Reactor.SystemCalls;
using Reactor.SystemCalls.Linux;

namespace Reactor.Tests.Support;

/// <summary>Passes every call on to the real kernel. Tests derive from it to count calls, to fail one, or to bend time.</summary>
internal class ForwardingKernel : Kernel
{
    private readonly LinuxKernel _kernel = new();

    public override long MonotonicNanoseconds => _kernel.MonotonicNanoseconds;

    public override long RealtimeNanoseconds => _kernel.RealtimeNanoseconds;

    public override int EpollCreate() => _kernel.EpollCreate();

    public override int EpollAdd(int epoll, int descriptor, Readiness interest, ulong data) =>
        _kernel.EpollAdd(epoll, descriptor, interest, data);

    public override int EpollModify(int epoll, int descriptor, Readiness interest, ulong data) =>
        _kernel.EpollModify(epoll, descriptor, interest, data);

    public override int EpollDelete(int epoll, int descriptor) => _kernel.EpollDelete(epoll, descriptor);

    public override int EpollWait(int epoll, Span<ReadyEvent> ready, long timeoutNanoseconds) =>
        _kernel.EpollWait(epoll, ready, timeoutNanoseconds);

    public override int EventFdCreate() => _kernel.EventFdCreate();

    public override int EventFdWrite(int descriptor) => _kernel.EventFdWrite(descriptor);

    public override int EventFdRead(int descriptor, out ulong count) => _kernel.EventFdRead(descriptor, out count);

    public override int Read(int descriptor, Span<byte> buffer) => _kernel.Read(descriptor, buffer);

    public override int Write(int descriptor, ReadOnlySpan<byte> bytes) => _kernel.Write(descriptor, bytes);

    public override int Close(int descriptor) => _kernel.Close(descriptor);

    public override int SetNonBlocking(int descriptor) => _kernel.SetNonBlocking(descriptor);

    public override int Duplicate(int descriptor) => _kernel.Duplicate(descriptor);

    public override int Unlink(string path) => _kernel.Unlink(path);

    public override int Identify(string path, out FileIdentity identity) => _kernel.Identify(path, out identity);

    public override int GetCurrentDirectory(out string directory) => _kernel.GetCurrentDirectory(out directory);

    public override int Socket(AddressFamily family, SocketType type) => _kernel.Socket(family, type);

    public override int Bind(int socket, ReadOnlySpan<byte> address) => _kernel.Bind(socket, address);

    public override int Listen(int socket, int backlog) => _kernel.Listen(socket, backlog);

    public override int Accept(int socket, Span<byte> address, out int addressLength) =>
        _kernel.Accept(socket, address, out addressLength);

    public override int Connect(int socket, ReadOnlySpan<byte> address) => _kernel.Connect(socket, address);

    public override int Shutdown(int socket, SocketShutdown how) => _kernel.Shutdown(socket, how);

    public override int GetSocketName(int socket, Span<byte> address, out int addressLength) =>
        _kernel.GetSocketName(socket, address, out addressLength);

    public override int GetPeerName(int socket, Span<byte> address, out int addressLength) =>
        _kernel.GetPeerName(socket, address, out addressLength);

    public override int SetSocketOption(int socket, SocketOption option, int value) =>
        _kernel.SetSocketOption(socket, option, value);

    public override int GetSocketOption(int socket, SocketOption option, out int value) =>
        _kernel.GetSocketOption(socket, option, out value);

    public override int Receive(int socket, Span<byte> buffer) => _kernel.Receive(socket, buffer);

    public override int Send(int socket, ReadOnlySpan<byte> bytes) => _kernel.Send(socket, bytes);

    public override int SendGathered(int socket, ReadOnlySpan<PinnedSegment> segments) => _kernel.SendGathered(socket, segments);
}
