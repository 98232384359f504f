using System.Net;
using System.Net.Sockets;
using Reactor.SystemCalls;
using Reactor.SystemCalls.Linux;
using SocketAddress = Reactor.SystemCalls.SocketAddress;

namespace Reactor.Tests.Support;

/// <summary>The client ends of many connections, as bare descriptors: nothing here allocates once they are made.</summary>
internal sealed class RawConnections : IDisposable
{
    private readonly LinuxKernel _kernel = new();
    private readonly int[] _descriptors;
    private readonly byte[] _address;
    private readonly byte[] _buffer = new byte[64 * 1024];
    private int _count;

    public RawConnections(EndPoint endPoint, int most)
    {
        byte[] address = new byte[SocketAddress.MaxLength];
        _address = address[..SocketAddress.Write(endPoint, address)];
        _descriptors = new int[most];
    }

    public int Count => _count;

    public void Open()
    {
        int descriptor = _kernel.Socket(AddressFamily.InterNetwork, SocketType.Stream);
        if (descriptor < 0)
            Assert.Fail(Errno.Describe(-descriptor));

        _descriptors[_count++] = descriptor;
        int result = _kernel.Connect(descriptor, _address);
        if (result < 0 && result != -Errno.EINPROGRESS)
            Assert.Fail(Errno.Describe(-result));
    }

    public void Send(int index, ReadOnlySpan<byte> bytes)
    {
        if (_kernel.Send(_descriptors[index], bytes) != bytes.Length)
            Assert.Fail("A short write.");
    }

    /// <summary>Receives what is there.</summary>
    /// <returns>How many bytes.</returns>
    public int Receive(int index) => Math.Max(_kernel.Receive(_descriptors[index], _buffer), 0);

    /// <summary>Closes the connection that was opened last.</summary>
    public void CloseLast() => _kernel.Close(_descriptors[--_count]);

    public void Dispose()
    {
        while (_count > 0)
            CloseLast();
    }
}
