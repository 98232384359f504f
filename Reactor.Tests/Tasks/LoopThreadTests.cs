using Reactor.Tests.Support;

namespace Reactor.Tests.Tasks;

/// <summary>Whose loop it is, and what the others are told.</summary>
public sealed class LoopThreadTests : LoopFixture
{
    [Test]
    public void ConstructingThread_OwnsTheLoop()
    {
        Assert.That(Loop.IsInLoop, Is.True);
        Elsewhere.Run(() => Assert.That(Loop.IsInLoop, Is.False));
    }

    // Behaviour 35
    [TestCase("Defer")]
    [TestCase("Schedule")]
    [TestCase("ScheduleRepeating")]
    [TestCase("Register")]
    [TestCase("BeginStop")]
    [TestCase("VerifyAccess")]
    [TestCase("OnSignal")]
    public void WrongThread_IsToldWhatToDo(string member)
    {
        InvalidOperationException? thrown = null;

        Elsewhere.Run(() => thrown = Assert.Throws<InvalidOperationException>(() => Call(member)));

        Assert.That(thrown!.Message, Does.Contain("thread").And.Contain("loop.Post("));
    }

    [Test]
    public void WrongThread_IsToldWhichMemberItCalled()
    {
        InvalidOperationException? thrown = null;

        Elsewhere.Run(() => thrown = Assert.Throws<InvalidOperationException>(() => Loop.Schedule(TimeSpan.Zero, () => { })));

        Assert.That(thrown!.Message, Does.StartWith("Schedule"));
    }

    // Behaviour 35
    [Test]
    public void RegistrationAndTimerOnTheWrongThread_RefuseToo()
    {
        Registration registration = Loop.Register(ReadyEventFd(), Interest.None, new ActionHandler());
        LoopTimer timer = Loop.Schedule(TimeSpan.FromHours(1), () => { });

        Elsewhere.Run(() =>
        {
            Assert.That(registration.Dispose, Throws.InvalidOperationException);
            Assert.That(() => registration.Interest = Interest.Read, Throws.InvalidOperationException);
            Assert.That(() => registration.Read(new byte[1]), Throws.InvalidOperationException);
            Assert.That(() => registration.Write(new byte[1]), Throws.InvalidOperationException);
            Assert.That(timer.Cancel, Throws.InvalidOperationException);
            Assert.That(timer.Dispose, Throws.InvalidOperationException);
            Assert.That(() => timer.Restart(TimeSpan.Zero), Throws.InvalidOperationException);
        });

        Assert.That((registration.IsLive, timer.IsArmed), Is.EqualTo((true, true)));
    }

    [Test]
    public void RunOnAnotherThread_TakesTheLoopOver()
    {
        Elsewhere.Run(() =>
        {
            Turn();
            Assert.That(Loop.IsInLoop, Is.True);
            Assert.That(() => Loop.Defer(() => { }), Throws.Nothing);
        });

        Assert.That(Loop.IsInLoop, Is.False);
        Assert.That(() => Loop.Defer(() => { }), Throws.InvalidOperationException);
    }

    [Test]
    public void TakenOverLoop_KeepsItsWork()
    {
        List<string> order = [];
        Loop.Defer(() => order.Add("deferred"));
        Loop.Post(() => order.Add("posted"));
        Loop.Schedule(TimeSpan.Zero, () => order.Add("timer"));
        Kernel.Advance(Milliseconds(1));

        Elsewhere.Run(Turn);

        Assert.That(order, Is.EqualTo(new[] { "timer", "deferred", "posted" }));
    }

    [Test]
    public void TakeOverAndBack_Works()
    {
        Elsewhere.Run(Turn);

        Turn();

        Assert.That(Loop.IsInLoop, Is.True);
        Assert.That(() => Loop.Defer(() => { }), Throws.Nothing);
    }

    [Test]
    public void FailedTakeOver_ChangesNothing()
    {
        bool stillOwner = false;
        Loop.Defer(() =>
        {
            Elsewhere.Run(() => Assert.That(() => Loop.RunOnce(), Throws.InvalidOperationException));
            stillOwner = Loop.IsInLoop;
        });

        Turn();

        Assert.That(stillOwner, Is.True);
    }

    private void Call(string member)
    {
        switch (member)
        {
            case "Defer":
                Loop.Defer(() => { });
                break;
            case "Schedule":
                Loop.Schedule(TimeSpan.Zero, () => { });
                break;
            case "ScheduleRepeating":
                Loop.ScheduleRepeating(Milliseconds(1), () => { });
                break;
            case "Register":
                Loop.Register(ReadyEventFd(), Interest.Read, new ActionHandler());
                break;
            case "BeginStop":
                Loop.BeginStop(TimeSpan.Zero);
                break;
            case "OnSignal":
                Loop.OnSignal(System.Runtime.InteropServices.PosixSignal.SIGWINCH, () => { });
                break;
            default:
                Loop.VerifyAccess();
                break;
        }
    }
}
