using System.Net.Sockets;
using Reactor.SystemCalls;

namespace Reactor.Tests.Support;

/// <summary>The real kernel, with a count of every call that would be a system call. Clock reads are none.</summary>
internal class CountingKernel : ForwardingKernel
{
    public long Waits { get; private set; }

    public long Receives { get; private set; }

    public long Sends { get; private set; }

    public long GatheredSends { get; private set; }

    public long Accepts { get; private set; }

    public long EpollAdds { get; private set; }

    public long EpollModifies { get; private set; }

    public long EpollDeletes { get; private set; }

    public long EventFdWrites { get; private set; }

    public long EventFdReads { get; private set; }

    public long Closes { get; private set; }

    public long Shutdowns { get; private set; }

    public long Others { get; private set; }

    public long Total =>
        Waits + Receives + Sends + GatheredSends + Accepts + EpollAdds + EpollModifies + EpollDeletes + EventFdWrites + EventFdReads + Closes + Shutdowns + Others;

    public override int EpollAdd(int epoll, int descriptor, Readiness interest, ulong data)
    {
        EpollAdds++;
        return base.EpollAdd(epoll, descriptor, interest, data);
    }

    public override int EpollModify(int epoll, int descriptor, Readiness interest, ulong data)
    {
        EpollModifies++;
        return base.EpollModify(epoll, descriptor, interest, data);
    }

    public override int EpollDelete(int epoll, int descriptor)
    {
        EpollDeletes++;
        return base.EpollDelete(epoll, descriptor);
    }

    public override int EpollWait(int epoll, Span<ReadyEvent> ready, long timeoutNanoseconds)
    {
        Waits++;
        return base.EpollWait(epoll, ready, timeoutNanoseconds);
    }

    public override int EventFdWrite(int descriptor)
    {
        EventFdWrites++;
        return base.EventFdWrite(descriptor);
    }

    public override int EventFdRead(int descriptor, out ulong count)
    {
        EventFdReads++;
        return base.EventFdRead(descriptor, out count);
    }

    public override int Read(int descriptor, Span<byte> buffer)
    {
        Others++;
        return base.Read(descriptor, buffer);
    }

    public override int Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        Others++;
        return base.Write(descriptor, bytes);
    }

    public override int Close(int descriptor)
    {
        Closes++;
        return base.Close(descriptor);
    }

    public override int Accept(int socket, Span<byte> address, out int addressLength)
    {
        Accepts++;
        return base.Accept(socket, address, out addressLength);
    }

    public override int Connect(int socket, ReadOnlySpan<byte> address)
    {
        Others++;
        return base.Connect(socket, address);
    }

    public override int Shutdown(int socket, SocketShutdown how)
    {
        Shutdowns++;
        return base.Shutdown(socket, how);
    }

    public override int GetSocketName(int socket, Span<byte> address, out int addressLength)
    {
        Others++;
        return base.GetSocketName(socket, address, out addressLength);
    }

    public override int GetPeerName(int socket, Span<byte> address, out int addressLength)
    {
        Others++;
        return base.GetPeerName(socket, address, out addressLength);
    }

    public override int SetSocketOption(int socket, SocketOption option, int value)
    {
        Others++;
        return base.SetSocketOption(socket, option, value);
    }

    public override int GetSocketOption(int socket, SocketOption option, out int value)
    {
        Others++;
        return base.GetSocketOption(socket, option, out value);
    }

    public override int Receive(int socket, Span<byte> buffer)
    {
        Receives++;
        return base.Receive(socket, buffer);
    }

    public override int Send(int socket, ReadOnlySpan<byte> bytes)
    {
        Sends++;
        return base.Send(socket, bytes);
    }

    public override int SendGathered(int socket, ReadOnlySpan<PinnedSegment> segments)
    {
        GatheredSends++;
        return base.SendGathered(socket, segments);
    }
}
