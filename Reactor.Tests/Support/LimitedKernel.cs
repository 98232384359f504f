using System.Net.Sockets;
using Reactor.SystemCalls;

namespace Reactor.Tests.Support;

/// <summary>The real kernel, which knows what it has open, so that a leak shows, and can be told to open no more.</summary>
internal class LimitedKernel : CountingKernel
{
    private readonly HashSet<int> _open = [];

    /// <summary>The descriptors that were made or accepted and not closed yet.</summary>
    public IReadOnlySet<int> OpenDescriptors => _open;

    /// <summary>
    /// How many descriptors may be open: accept and new event counters fail from there on. As in Linux, accept takes its descriptor
    /// before it looks at the queue.
    /// </summary>
    public int DescriptorLimit { get; set; } = int.MaxValue;

    /// <summary>How many more may be opened.</summary>
    public int FreeDescriptors => DescriptorLimit - _open.Count;

    public override int EpollCreate() => Opened(base.EpollCreate());

    public override int EventFdCreate() => FreeDescriptors <= 0 ? -Errno.EMFILE : Opened(base.EventFdCreate());

    public override int Duplicate(int descriptor) => Opened(base.Duplicate(descriptor));

    public override int Socket(AddressFamily family, SocketType type) => Opened(base.Socket(family, type));

    public override int Accept(int socket, Span<byte> address, out int addressLength)
    {
        addressLength = 0;
        return FreeDescriptors <= 0 ? -Errno.EMFILE : Opened(base.Accept(socket, address, out addressLength));
    }

    public override int Close(int descriptor)
    {
        _open.Remove(descriptor);
        return base.Close(descriptor);
    }

    private int Opened(int descriptor)
    {
        if (descriptor >= 0)
        {
            _open.Add(descriptor);
        }

        return descriptor;
    }
}
