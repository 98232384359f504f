namespace Reactor.Tests.Wakeups;

/// <summary>One step at the wrong place, and the exploration says so: it would see the same mistake in the library.</summary>
public sealed class SwappedStepTests
{
    [Test]
    public void ProducerThatSignalsBeforeItPushes_LeavesAPostBehind()
    {
        Exploration.Report report = Exploration.Of([Call.SignalThenPush], [Call.SignalThenPush]);

        AssertBroken(report, "A post is left behind a sleeping loop.", "calls SignalThenPush");
    }

    // So it is the order that makes the difference, and not that the steps are put together in a test.
    [Test]
    public void ProducerThatPushesBeforeItSignals_IsTheProductionOne()
    {
        Exploration.Report report = Exploration.Of([Call.PushThenSignal]);
        Exploration.Report production = Exploration.Of([Call.Post]);

        Assert.That(report, Is.EqualTo(production));
        Assert.That(report.Violation, Is.Null);
    }

    // The post is not lost: its producer has yet to find that the loop sleeps. But when it will is the scheduler's choice.
    [Test]
    public void LoopThatSleepsWithoutASecondLook_SleepsOverAPost()
    {
        Exploration.Report report = Explore(Swap.SleepWithoutSecondLook);

        AssertBroken(report, "The loop goes to sleep over a post that a second look would have seen.", "looks at the queues again");
    }

    // The second look would still see the post, if there were nothing else to see. The mark is gone all the same.
    [Test]
    public void LoopThatIsAwakeOnlyAfterTheDrain_TakesAMarkAway()
    {
        Exploration.Report report = Explore(Swap.AwakeAfterDrain);

        AssertBroken(report, "The mark of a call that is complete was taken away, and no drain came after it.", "sets the word to running");
    }

    private static Exploration.Report Explore(Swap swap) =>
        Exploration.Of(swap, busyPoll: TimeSpan.Zero, mergesRuns: true, [Call.Post], [Call.Post]);

    private static void AssertBroken(Exploration.Report report, string promise, string step)
    {
        TestContext.Out.WriteLine($"Run {report.Schedules}: {report.Violation}");
        Assert.That(report.Violation, Does.StartWith(promise));
        Assert.That(report.Violation, Does.Contain("  1. loop ").And.Contain(step));
    }
}
