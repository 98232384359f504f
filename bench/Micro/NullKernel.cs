using System.Net.Sockets;
using System.Runtime.InteropServices;
using Reactor.SystemCalls;
using SocketOption = Reactor.SystemCalls.SocketOption;

namespace Reactor.Micro;

/// <summary>
/// A kernel that does nothing and agrees to everything: whatever was added is ready to be read in every wait, a receive finds 64 bytes that
/// nobody wrote, a send takes all, and the clock stands still.
/// </summary>
/// <remarks>It never sleeps and never reports the event counter, so it is for loops that are turned and posted to on one thread.</remarks>
internal sealed class NullKernel : Kernel
{
    private const int MessageLength = 64;
    private const int StreamType = 1;
    private const long Noon = 1_000_000_000_123_456;

    private readonly List<ReadyEvent> _ready = [];
    private int _lastDescriptor = 100;
    private int _eventFd;

    public override long MonotonicNanoseconds => Noon;

    public override long RealtimeNanoseconds => Noon;

    public override int EpollCreate() => ++_lastDescriptor;

    public override int EpollAdd(int epoll, int descriptor, Readiness interest, ulong data)
    {
        if (descriptor != _eventFd)
            _ready.Add(new ReadyEvent(Readiness.In, data));

        return 0;
    }

    public override int EpollModify(int epoll, int descriptor, Readiness interest, ulong data) => 0;

    public override int EpollDelete(int epoll, int descriptor) => 0;

    public override int EpollWait(int epoll, Span<ReadyEvent> ready, long timeoutNanoseconds)
    {
        CollectionsMarshal.AsSpan(_ready).CopyTo(ready);
        return _ready.Count;
    }

    public override int EventFdCreate() => _eventFd = ++_lastDescriptor;

    public override int EventFdWrite(int descriptor) => 0;

    public override int EventFdRead(int descriptor, out ulong count)
    {
        count = 0;
        return -Errno.EAGAIN;
    }

    public override int Read(int descriptor, Span<byte> buffer) => Math.Min(buffer.Length, MessageLength);

    public override int Write(int descriptor, ReadOnlySpan<byte> bytes) => bytes.Length;

    public override int Close(int descriptor) => 0;

    public override int SetNonBlocking(int descriptor) => 0;

    public override int Duplicate(int descriptor) => ++_lastDescriptor;

    public override int Unlink(string path) => 0;

    public override int Identify(string path, out FileIdentity identity)
    {
        identity = default;
        return 0;
    }

    public override int GetCurrentDirectory(out string directory)
    {
        directory = "/";
        return 0;
    }

    public override int Socket(AddressFamily family, SocketType type) => ++_lastDescriptor;

    public override int Bind(int socket, ReadOnlySpan<byte> address) => 0;

    public override int Listen(int socket, int backlog) => 0;

    public override int Accept(int socket, Span<byte> address, out int addressLength)
    {
        addressLength = 0;
        return -Errno.EAGAIN;
    }

    public override int Connect(int socket, ReadOnlySpan<byte> address) => 0;

    public override int Shutdown(int socket, SocketShutdown how) => 0;

    public override int GetSocketName(int socket, Span<byte> address, out int addressLength) => addressLength = 0;

    public override int GetPeerName(int socket, Span<byte> address, out int addressLength) => addressLength = 0;

    public override int SetSocketOption(int socket, SocketOption option, int value) => 0;

    public override int GetSocketOption(int socket, SocketOption option, out int value)
    {
        value = option == SocketOption.Type ? StreamType : 0;
        return 0;
    }

    public override int Receive(int socket, Span<byte> buffer) => Math.Min(buffer.Length, MessageLength);

    public override int Send(int socket, ReadOnlySpan<byte> bytes) => bytes.Length;

    public override int SendGathered(int socket, ReadOnlySpan<PinnedSegment> segments)
    {
        int length = 0;
        foreach (PinnedSegment segment in segments)
            length += (int)segment.Length;

        return length;
    }
}
