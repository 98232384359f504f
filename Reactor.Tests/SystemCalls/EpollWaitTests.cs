using System.Runtime.InteropServices;
using Reactor.SystemCalls;
using Reactor.SystemCalls.Linux;

namespace Reactor.Tests.SystemCalls;

/// <summary>All three ways to wait for a time, whichever of them this machine would choose.</summary>
[TestFixtureSource(nameof(Ways))]
public sealed class EpollWaitTests : LinuxKernelFixture
{
    private static readonly object[] Ways = [EpollTimedWait.Exported, EpollTimedWait.SystemCall, EpollTimedWait.Milliseconds];

    private readonly EpollTimedWait _way;
    private readonly LinuxKernel _waiting;
    private readonly ReadyEvent[] _ready = new ReadyEvent[8];

    // Boxed, because the enumeration is internal and a fixture's constructor is not.
    public EpollWaitTests(object way)
    {
        _way = (EpollTimedWait)way;
        _waiting = new LinuxKernel(_way);
    }

    // On musl or an old kernel a way is missing; the others are tested all the same.
    [SetUp]
    public void SkipWhatThisMachineLacks() => Assume.That(_way, Is.GreaterThanOrEqualTo(EpollTimedWaits.Best));

    [TestCase(1)]
    [TestCase(1_000)]
    [TestCase(300_000)]
    [TestCase(999_999)]
    [TestCase(1_000_000)]
    [TestCase(1_000_001)]
    [TestCase(2_500_000)]
    public void It_never_wakes_early(long nanoseconds)
    {
        int epoll = Opened(Kernel.EpollCreate());
        for (int i = 0; i < 10; i++)
        {
            long before = Kernel.MonotonicNanoseconds;
            int count = _waiting.EpollWait(epoll, _ready, nanoseconds);
            long elapsed = Kernel.MonotonicNanoseconds - before;

            Assert.That(count, Is.Zero.Or.EqualTo(-Errno.EINTR));
            if (count == 0)
                Assert.That(elapsed, Is.GreaterThanOrEqualTo(nanoseconds));
        }
    }

    [Test]
    public void Zero_looks_without_waiting()
    {
        int epoll = Opened(Kernel.EpollCreate());
        long quickest = long.MaxValue;
        for (int i = 0; i < 20; i++)
        {
            long before = Kernel.MonotonicNanoseconds;
            Assert.That(_waiting.EpollWait(epoll, _ready, 0), Is.Zero);
            quickest = Math.Min(quickest, Kernel.MonotonicNanoseconds - before);
        }

        Assert.That(quickest, Is.LessThan(500_000));
    }

    [TestCase(-1)]
    [TestCase(0)]
    [TestCase(1)]
    [TestCase(OneSecond)]
    [TestCase(long.MaxValue)]
    public void What_is_ready_is_told_at_once(long nanoseconds)
    {
        int epoll = Opened(Kernel.EpollCreate());
        int counter = Opened(Kernel.EventFdCreate());
        Kernel.EpollAdd(epoll, counter, Readiness.Out, 42);

        Assert.That(_waiting.EpollWait(epoll, _ready, nanoseconds), Is.EqualTo(1));
        Assert.That(_ready[0], Is.EqualTo(new ReadyEvent(Readiness.Out, 42)));
    }

    [TestCase(-1)]
    [TestCase(10 * OneSecond)]
    [TestCase(long.MaxValue)]
    public void Another_thread_wakes_it(long nanoseconds)
    {
        int epoll = Opened(Kernel.EpollCreate());
        int counter = Opened(Kernel.EventFdCreate());
        Kernel.EpollAdd(epoll, counter, Readiness.In, 1);
        Thread writer = new(() => Kernel.EventFdWrite(counter));

        writer.Start();
        int count = _waiting.EpollWait(epoll, _ready, nanoseconds);
        writer.Join();

        Assert.That(count, Is.EqualTo(1));
    }

    [TestCase(-1)]
    [TestCase(10 * OneSecond)]
    public void A_signal_is_EINTR_and_is_not_hidden(long nanoseconds)
    {
        // Somebody has to handle the signal, or it is ignored and interrupts nothing.
        using PosixSignalRegistration handled = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, _ => { });
        int epoll = Opened(Kernel.EpollCreate());
        nint thread = 0;
        int answer = 0;
        using SemaphoreSlim started = new(0), returned = new(0), mayEnd = new(0);
        Thread waiter = new(() =>
        {
            thread = NativeProbe.CurrentThread;
            started.Release();
            answer = _waiting.EpollWait(epoll, _ready, nanoseconds);
            returned.Release();
            mayEnd.Wait();
        })
        { IsBackground = true };

        waiter.Start();
        started.Wait();

        // A signal that comes before the wait begins is lost, so it is sent until one hits.
        int signals = 0;
        bool hit;
        do
        {
            NativeProbe.Signal(thread, NativeProbe.SIGWINCH);
            hit = returned.Wait(1);
        }
        while (!hit && ++signals < 5_000);

        Assert.That(hit, "No signal ended the wait.");
        mayEnd.Release();
        waiter.Join();
        Assert.That(answer, Is.EqualTo(-Errno.EINTR));
    }

    [Test]
    public void Errors_are_told()
    {
        int epoll = Opened(Kernel.EpollCreate());
        int counter = Opened(Kernel.EventFdCreate());

        Assert.That(_waiting.EpollWait(-1, _ready, 1), Is.EqualTo(-Errno.EBADF));
        Assert.That(_waiting.EpollWait(counter, _ready, 1), Is.EqualTo(-Errno.EINVAL), "Not an epoll instance.");
        Assert.That(_waiting.EpollWait(epoll, [], 1), Is.EqualTo(-Errno.EINVAL), "No room for events.");
    }
}

/// <summary>The rounding of the one way that cannot wait for less than a millisecond.</summary>
public sealed class EpollWaitRoundingTests
{
    [TestCase(1, 1)]
    [TestCase(999_999, 1)]
    [TestCase(1_000_000, 1)]
    [TestCase(1_000_001, 2)]
    [TestCase(int.MaxValue * 1_000_000L, int.MaxValue)]
    [TestCase(int.MaxValue * 1_000_000L + 1, int.MaxValue)]
    [TestCase(long.MaxValue - 1, int.MaxValue)]
    [TestCase(long.MaxValue, int.MaxValue)]
    public void Up_and_never_over(long nanoseconds, int milliseconds) =>
        Assert.That(EpollTimedWaits.RoundUpToMilliseconds(nanoseconds), Is.EqualTo(milliseconds));
}
