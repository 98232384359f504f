using Reactor.Polling;
using Reactor.SystemCalls;
using Reactor.Tasks;
using Reactor.Tests.Support;

namespace Reactor.Tests.Polling;

/// <summary>The word between the loop and those who wake it, step by step: every interleaving that matters, without a race.</summary>
public sealed class WakeupTests
{
    private readonly List<int> _closed = [];
    private HookKernel _kernel = null!;
    private Poller _poller = null!;
    private Wakeup _wakeup = null!;
    private int _descriptor;

    [SetUp]
    public void MakeWakeup()
    {
        _closed.Clear();
        _kernel = new HookKernel { Closing = _closed.Add, WriteEventFd = descriptor => { _descriptor = descriptor; return null; } };
        _poller = new Poller(_kernel, new LoopThread());
        _wakeup = new Wakeup(_poller);
    }

    [TearDown]
    public void ClosePoller() => _poller.Dispose();

    // Bug 28
    [Test]
    public void LoopThatIsAwake_IsOwedNoWrite()
    {
        Assert.That(_wakeup.MarkWoken(), Is.False);

        _wakeup.Close();
    }

    // Bug 28
    [Test]
    public void LoopThatSleeps_IsOwedOneWriteByTheFirstWhoFindsItSo()
    {
        Assert.That(_wakeup.TrySleep(), Is.True);

        Assert.That(_wakeup.MarkWoken(), Is.True);
        Assert.That(_wakeup.MarkWoken(), Is.False);

        _wakeup.Write();
        _wakeup.Awake();
        _wakeup.Close();
    }

    // A wake-up just before the sleep must prevent it: nobody writes for it.
    [Test]
    public void WokenBeforeItSleeps_DoesNotSleep()
    {
        _wakeup.MarkWoken();

        Assert.That(_wakeup.TrySleep(), Is.False);

        _wakeup.Awake();
        Assert.That(_wakeup.TrySleep(), Is.True);
        _wakeup.Awake();
        _wakeup.Close();
    }

    [Test]
    public void LookWithoutSleep_LeavesNobodyOwing()
    {
        _wakeup.MarkWoken();
        _wakeup.Awake();

        _wakeup.Close();

        Assert.That(_closed, Has.Count.EqualTo(1));
    }

    // Bug 27: a counter that is full says EAGAIN, and is as readable as can be.
    [Test]
    public void WriteToAFullCounter_IsASuccess()
    {
        int writes = 0;
        _kernel.WriteEventFd = _ => { writes++; return -Errno.EAGAIN; };

        Assert.That(_wakeup.Write, Throws.Nothing);

        Assert.That(writes, Is.EqualTo(1));
        _wakeup.Close();
    }

    [Test]
    public void InterruptedWrite_IsRepeated()
    {
        int writes = 0;
        _kernel.WriteEventFd = _ => ++writes < 3 ? -Errno.EINTR : null;

        _wakeup.Write();

        Assert.That(writes, Is.EqualTo(3));
        _wakeup.Close();
    }

    // Bug 26, Behaviour 34: the producer has found the loop sleeping, and writes when the loop is being disposed.
    [Test]
    public void ProducerBetweenItsTwoSteps_IsWaitedFor()
    {
        _wakeup.TrySleep();
        _wakeup.MarkWoken();
        _wakeup.Awake();
        int reads = 0;
        bool closedBefore = false;
        _kernel.ReadingEventFd = () =>
        {
            if (++reads == 3)
            {
                closedBefore = _closed.Count > 0;
                _wakeup.Write();
            }
        };

        _wakeup.Close();

        Assert.That(closedBefore, Is.False);
        Assert.That(_closed, Is.EqualTo(new[] { _descriptor }));
    }

    // Bug 26: a descriptor that leaks is better than a write to a stranger. Waits about a second, which is the library's patience.
    [Test]
    public void ProducerThatNeverWrites_KeepsTheCounterOpen()
    {
        _wakeup.TrySleep();
        _wakeup.MarkWoken();
        _wakeup.Awake();

        _wakeup.Close();
        Assert.That(_closed, Is.Empty);

        Assert.That(_wakeup.Write, Throws.Nothing);
        Assert.That(Descriptors.IsOpen(_descriptor), Is.True);
        _kernel.Close(_descriptor);
    }

    [Test]
    public void WriteThatWasReadInItsTurn_IsNotWaitedFor()
    {
        _wakeup.TrySleep();
        _wakeup.Signal();
        _wakeup.Awake();
        _wakeup.OnReadable(_poller.Table[_descriptor]!);
        long reads = _kernel.EventFdReads;

        _wakeup.Close();

        Assert.That(_closed, Is.EqualTo(new[] { _descriptor }));
        Assert.That(_kernel.EventFdReads, Is.EqualTo(reads));
    }

    // A wait that threw never said that it is over.
    [Test]
    public void ClosedWhileTheWordStillSaysSleeping_NobodyWritesAfterwards()
    {
        _wakeup.TrySleep();

        _wakeup.Close();

        Assert.That(_wakeup.MarkWoken(), Is.False);
    }
}
