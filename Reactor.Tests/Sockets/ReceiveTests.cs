using System.Net.Sockets;
using Reactor.Simulation;
using Reactor.SystemCalls;
using Reactor.Tests.Support;

namespace Reactor.Tests.Sockets;

public sealed class ReceiveTests : SocketFixture
{
    private readonly byte[] _buffer = new byte[64];

    [Test]
    public void Nothing_there_would_block()
    {
        (StreamSocket server, _) = Pair();
        Assert.That(server.Receive(_buffer), Is.EqualTo(new ReceiveResult(ReceiveStatus.WouldBlock, 0, Errno.EAGAIN)));
    }

    [Test]
    public void Bytes_are_received_as_far_as_the_buffer_goes()
    {
        (StreamSocket server, Socket client) = Pair();
        client.Send("hello"u8);
        AwaitInput(server);
        Assert.Multiple(() =>
        {
            Assert.That(server.Receive(_buffer.AsSpan(0, 3)), Is.EqualTo(new ReceiveResult(ReceiveStatus.Received, 3, 0)));
            Assert.That(server.Receive(_buffer.AsSpan(3)), Is.EqualTo(new ReceiveResult(ReceiveStatus.Received, 2, 0)));
            Assert.That(_buffer.AsSpan(0, 5).ToArray(), Is.EqualTo("hello"u8.ToArray()));
            Assert.That(Loop.Statistics.BytesReceived, Is.EqualTo(5));
        });
    }

    [Test] // Bug 14
    public void Bytes_before_the_end_come_first()
    {
        (StreamSocket server, Socket client) = Pair();
        client.Send("bye"u8);
        client.Shutdown(SocketShutdown.Send);
        AwaitInput(server);
        Assert.Multiple(() =>
        {
            Assert.That(server.Receive(_buffer).Count, Is.EqualTo(3));
            Assert.That(server.Receive(_buffer), Is.EqualTo(new ReceiveResult(ReceiveStatus.Ended, 0, 0)));
        });
    }

    [Test]
    public void Reset_connection_has_failed_with_its_errno()
    {
        (StreamSocket server, Socket client) = Pair();
        client.Reset();
        AwaitInput(server);
        Assert.That(server.Receive(_buffer), Is.EqualTo(new ReceiveResult(ReceiveStatus.Failed, 0, Errno.ECONNRESET)));
    }

    [Test] // Behaviour 63
    public void Empty_buffer_is_refused_because_the_end_could_not_be_told()
    {
        (StreamSocket server, _) = Pair();
        Assert.That(() => server.Receive([]), Throws.ArgumentException.With.Message.Contains("one byte"));
    }

    [Test]
    public void Closed_socket_says_so()
    {
        (StreamSocket server, _) = Pair();
        server.Dispose();
        Assert.That(server.Receive(_buffer), Is.EqualTo(new ReceiveResult(ReceiveStatus.Closed, 0, 0)));
    }

    [Test]
    public void Signal_in_between_is_not_noticed()
    {
        (StreamSocket server, Socket client) = Pair();
        client.Send("hello"u8);
        AwaitInput(server);
        int interruptions = 2;
        Kernel.ReceiveFault = _ => interruptions-- > 0 ? Errno.EINTR : 0;
        Assert.That(server.Receive(_buffer).Count, Is.EqualTo(5));
    }

    [Test]
    public void Pending_error_is_taken_once()
    {
        (StreamSocket server, Socket client) = Pair();
        client.Reset();
        AwaitInput(server);
        Assert.Multiple(() =>
        {
            Assert.That(server.TakeError(), Is.EqualTo(Errno.ECONNRESET));
            Assert.That(server.TakeError(), Is.Zero);
        });
    }

    private void AwaitInput(StreamSocket socket)
    {
        bool ready = false;
        using Registration registration = socket.Register(Interest.Read, new ProbeHandler { Readable = _ => ready = true });
        Loop.RunUntil(() => ready);
    }
}
