using Reactor.Handlers;
using Reactor.Simulation;
using Reactor.SystemCalls;
using Reactor.Tests.Support;

namespace Reactor.Tests.Handlers;

/// <summary>A kernel that is short of memory is let alone for a while. Epoll says that the socket is ready all the same.</summary>
public sealed class ShortageTests
{
    // 10, 20, 40, 80, 160, 320, 640 and 1,000 ms.
    private const int Failures = 8;

    private static readonly TimeSpan s_pauses = TimeSpan.FromMilliseconds(2_270);

    private ShortKernel _kernel = null!;
    private ConnectionRig _rig = null!;

    [SetUp]
    public void MakeRig()
    {
        _kernel = new ShortKernel();
        _rig = new ConnectionRig(_kernel);
    }

    [TearDown]
    public void CloseRig() => _rig.Dispose();

    [TestCase(Errno.ENOBUFS, 5)]
    [TestCase(Errno.ENOMEM, 5)]
    [TestCase(Errno.ENOMEM, 10_000)]
    public void Output_waits_without_a_busy_loop_and_goes_out(int errno, int length)
    {
        (Probe server, RawClient client) = _rig.Connect();
        FailSends(errno, Failures);
        TimeSpan start = _kernel.Elapsed;
        int before = _kernel.Asked.Count;

        server.Send(new byte[length]);
        _rig.Until(() => server.QueuedBytes == 0);

        Assert.That(_kernel.Elapsed - start, Is.InRange(s_pauses, s_pauses + TimeSpan.FromMilliseconds(2 * Failures)));
        Assert.That(_kernel.Asked.Count - before, Is.EqualTo(Failures + 1));
        _rig.Until(() => client.Count == length);
        Assert.That(server.IsOpen, Is.True);
    }

    [TestCase(Errno.ENOBUFS)]
    [TestCase(Errno.ENOMEM)]
    public void Input_waits_without_a_busy_loop_and_is_read(int errno)
    {
        (Probe server, RawClient client) = _rig.Connect();
        _kernel.FailReceives(errno, Failures);
        TimeSpan start = _kernel.Elapsed;
        int before = _kernel.ReceiveCalls;

        client.Send("hello");
        _rig.Until(() => server.Text == "hello");

        Assert.That(_kernel.Elapsed - start, Is.InRange(s_pauses, s_pauses + TimeSpan.FromMilliseconds(2 * Failures)));
        Assert.That(_kernel.ReceiveCalls - before, Is.EqualTo(Failures + 1));
        Assert.That(server.Interest, Is.EqualTo(Interest.Read));
    }

    [Test]
    public void A_later_shortage_begins_with_a_short_pause()
    {
        (Probe server, _) = _rig.Connect();
        FailSends(Errno.ENOBUFS, Failures);
        server.Send("x");
        _rig.Until(() => server.QueuedBytes == 0);
        _rig.Loop.RunFor(TimeSpan.FromSeconds(2));
        FailSends(Errno.ENOBUFS, 1);
        TimeSpan start = _kernel.Elapsed;

        server.Send("x");
        _rig.Until(() => server.QueuedBytes == 0);

        Assert.That((_kernel.Elapsed - start).TotalMilliseconds, Is.InRange(10, 12));
    }

    [Test]
    public void A_close_sends_the_rest_after_the_pause()
    {
        (Probe server, RawClient client) = _rig.Connect();
        FailSends(Errno.ENOBUFS, 3);

        server.Send("goodbye");
        server.Close();
        _rig.Until(() => client.HasEnded);
        client.ShutdownSend();
        _rig.Until(() => server.IsClosed);

        Assert.That(client.Text, Is.EqualTo("goodbye"));
        Assert.That(server.Reason, Is.EqualTo(new CloseReason(CloseKind.Completed)));
    }

    [Test]
    public void A_shortage_that_does_not_end_is_a_write_timeout()
    {
        (Probe server, _) = _rig.Connect();
        FailSends(Errno.ENOBUFS, 1_000);

        server.Send("x");
        _rig.Until(() => server.IsClosed, TimeSpan.FromMinutes(2));

        Assert.That(server.Reason, Is.EqualTo(new CloseReason(CloseKind.WriteTimeout)));
    }

    private void FailSends(int errno, int times)
    {
        for (; times > 0; times--)
            _kernel.SendErrors.Enqueue(errno);
    }

    private sealed class ShortKernel : FullKernel
    {
        private int _errno;
        private int _times;

        public int ReceiveCalls { get; private set; }

        public void FailReceives(int errno, int times) => (_errno, _times) = (errno, times);

        public override int Receive(int socket, Span<byte> buffer)
        {
            ReceiveCalls++;
            return _times-- > 0 ? -_errno : base.Receive(socket, buffer);
        }
    }
}
