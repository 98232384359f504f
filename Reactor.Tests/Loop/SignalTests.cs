using System.Runtime.InteropServices;
using Reactor.Simulation;
using Reactor.Tests.Support;

namespace Reactor.Tests.Loop;

/// <summary>Signals of the process, on the loop's thread.</summary>
[NonParallelizable]
public sealed class SignalTests : LoopFixture
{
    private const int User1 = 10;
    private const int Continue = 18;
    private const int WindowChange = 28;

    [SetUp]
    public void MakeRealLoop() => MakeLoop(virtualTime: false);

    // SIGUSR1 would end the process: that we get here at all shows that its default action was cancelled.
    [TestCase((PosixSignal)User1, User1)]
    [TestCase(PosixSignal.SIGCONT, Continue)]
    [TestCase(PosixSignal.SIGWINCH, WindowChange)]
    public void Signal_CallsBackOnTheLoopsThread(PosixSignal signal, int number)
    {
        bool? inLoop = null;
        using IDisposable hook = Loop.OnSignal(signal, () => inLoop = Loop.IsInLoop);

        Descriptors.Raise(number);
        Loop.RunUntil(() => inLoop is not null);

        Assert.That(inLoop, Is.True);
    }

    [Test]
    public void Signal_EndsASleepWithoutEnd()
    {
        using IDisposable hook = Loop.OnSignal(PosixSignal.SIGWINCH, Loop.Stop);
        Kernel.Wait = timeout =>
        {
            if (timeout < 0)
            {
                Kernel.Wait = null;
                Descriptors.Raise(WindowChange);
            }

            return null;
        };

        Loop.Run();

        Assert.That(Loop.Statistics.Tasks, Is.EqualTo(1));
    }

    [Test]
    public void HookDisposedBeforeTheTurn_IsNotCalledAnyMore()
    {
        int called = 0;
        IDisposable hook = Loop.OnSignal(PosixSignal.SIGWINCH, () => called++);
        Descriptors.Raise(WindowChange);
        Assert.That(SpinWait.SpinUntil(() => Loop.Core.Tasks.HasPosts, TimeSpan.FromSeconds(10)), Is.True);

        hook.Dispose();
        Loop.RunUntilIdle();

        Assert.That(called, Is.Zero);
    }

    // A process whose loop is gone must still end by Ctrl+C.
    [TestCase(false)]
    [TestCase(true)]
    public void DefaultAction_IsCancelledExactlyAsLongAsThereIsALoop(bool disposed)
    {
        // Registered first, so asked last.
        bool? cancelled = null;
        using ManualResetEventSlim asked = new();
        using PosixSignalRegistration witness = PosixSignalRegistration.Create(PosixSignal.SIGWINCH, context =>
        {
            cancelled = context.Cancel;
            asked.Set();
        });
        using IDisposable hook = Loop.OnSignal(PosixSignal.SIGWINCH, () => { });
        if (disposed)
        {
            Loop.Dispose();
        }

        Descriptors.Raise(WindowChange);
        Assert.That(asked.Wait(TimeSpan.FromSeconds(10)), Is.True);

        Assert.That(cancelled, Is.EqualTo(!disposed));
    }

    [Test]
    public void FaultOfASignalCallback_IsChargedToItsOwner()
    {
        ExpectFaults();
        using IDisposable hook = Loop.OnSignal(PosixSignal.SIGWINCH, Fail);

        Descriptors.Raise(WindowChange);
        Loop.RunUntil(() => Faults.Count > 0);

        Assert.That(Faults[0].Source, Is.SameAs(this));
    }

    private void Fail() => throw new InvalidOperationException();
}
