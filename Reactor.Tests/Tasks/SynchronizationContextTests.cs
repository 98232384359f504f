using Reactor.Simulation;
using Reactor.Tests.Support;

namespace Reactor.Tests.Tasks;

/// <summary>Awaiting inside a callback: it goes on on the loop's thread, unless told otherwise.</summary>
public sealed class SynchronizationContextTests : LoopFixture
{
    [Test]
    public void EveryKindOfCallback_RunsUnderTheLoopsContext()
    {
        List<SynchronizationContext?> seen = [];
        Loop.Register(ReadyEventFd(), Interest.Read, new ActionHandler { Readable = _ => seen.Add(SynchronizationContext.Current) });
        Loop.Schedule(TimeSpan.Zero, () => seen.Add(SynchronizationContext.Current));
        Loop.Defer(() => seen.Add(SynchronizationContext.Current));
        Kernel.Advance(Milliseconds(1));

        Turn();

        Assert.That(seen, Has.Count.EqualTo(3));
        Assert.That(seen, Is.All.SameAs(Loop.SynchronizationContext));
    }

    [Test]
    public void Yield_GoesOnOnTheLoopInALaterTurn() =>
        Await(async () =>
        {
            long turn = Loop.Statistics.Turns;
            await Task.Yield();
            Assert.That(Loop.IsInLoop, Is.True);
            Assert.That(Loop.Statistics.Turns, Is.EqualTo(turn + 1));
        });

    [Test]
    public void AwaitOfForeignWork_GoesOnOnTheLoop()
    {
        MakeLoop(virtualTime: false);
        Await(async () =>
        {
            TaskCompletionSource foreign = new();
            Elsewhere.Errand errand = Elsewhere.Start(foreign.SetResult);
            await foreign.Task;
            Assert.That(Loop.IsInLoop, Is.True);
            errand.Finish();
        });
    }

    [Test]
    public void ConfigureAwaitFalse_LeavesTheLoop()
    {
        MakeLoop(virtualTime: false);
        Await(async () =>
        {
            TaskCompletionSource foreign = new();
            Elsewhere.Errand errand = Elsewhere.Start(foreign.SetResult);
            SpinWait.SpinUntil(() => errand.IsFinished, TimeSpan.FromSeconds(10));
            await Task.Delay(Milliseconds(1), Loop.TimeProvider).ConfigureAwait(false);
            Assert.That(Loop.IsInLoop, Is.False);
        });
    }

    [Test]
    public void Send_IsInlineOnTheLoop()
    {
        bool inside = false;
        Loop.Defer(() =>
        {
            Loop.SynchronizationContext.Send(_ => inside = true, null);
            Assert.That(inside, Is.True);
        });

        Turn();

        Assert.That(inside, Is.True);
    }

    [Test]
    public void SendFromElsewhere_IsRefusedWithTheRemedy()
    {
        NotSupportedException? thrown = null;

        Elsewhere.Run(() => thrown = Assert.Throws<NotSupportedException>(() => Loop.SynchronizationContext.Send(_ => { }, null)));

        Assert.That(thrown!.Message, Does.Contain("Post").And.Contain("InvokeAsync"));
    }

    [Test]
    public void PostFromElsewhere_RunsOnTheLoopWithItsState()
    {
        object? got = null;

        Elsewhere.Run(() => Loop.SynchronizationContext.Post(state => got = state, "state"));
        Loop.RunUntilIdle();

        Assert.That(got, Is.EqualTo("state"));
    }

    [Test]
    public void PostToADisposedLoop_IsDroppedInSilence()
    {
        Loop.Dispose();

        Assert.That(() => Loop.SynchronizationContext.Post(_ => Assert.Fail(), null), Throws.Nothing);
    }

    [Test]
    public void CreateCopy_IsTheSameContext() =>
        Assert.That(Loop.SynchronizationContext.CreateCopy(), Is.SameAs(Loop.SynchronizationContext));

    [Test]
    public void TwoAwaitersInOneTurn_AreBothServed() =>
        Await(async () =>
        {
            int done = 0;
            await Task.WhenAll(Step(), Step(), Step());
            Assert.That(done, Is.EqualTo(3));

            async Task Step()
            {
                await Task.Yield();
                await Task.Yield();
                done++;
            }
        });
}
