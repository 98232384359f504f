namespace Reactor.Tests.Wakeups;

/// <summary>
/// Every order in which the steps of two producers and the loop can follow one another. <see cref="Exploration"/> says what runs, and
/// <see cref="Ledger"/> what is promised.
/// </summary>
/// <remarks>
/// A step is what lies between two moments at which others may run: around each access to the word, around each call of the kernel, and
/// between the drain and the next look at the queues. Two things are not cut further. An exchange that is made only if a look ahead of it
/// says so (<c>Awake</c>, <c>TakeAll</c>) is one step with that look: only the loop takes away what the look is for. And a push is one
/// step: its attempts that fail change nothing.
/// </remarks>
public sealed class WakeupProtocolTests
{
    [Test]
    public void TwoPosts_AreNeverLeftBehindASleepingLoop()
    {
        Exploration.Report report = Exploration.Of([Call.Post], [Call.Post]);

        AssertKept(report, atLeast: 5_000);
    }

    [Test]
    public void TwoPostsOfOneProducer_RunOnceEachAndInOrder()
    {
        Exploration.Report report = Exploration.Of([Call.Post, Call.Post]);

        AssertKept(report, atLeast: 1_000);
    }

    [Test]
    public void StopBetweenAnyTwoSteps_EndsTheRunAndLosesNoPost()
    {
        Exploration.Report report = Exploration.Of([Call.Post], [Call.Stop]);

        AssertKept(report, atLeast: 5_000);
    }

    [Test]
    public void PostToALoopThatLooksBeforeItSleeps_IsNotLeftBehind()
    {
        Exploration.Report report = Exploration.Of(Swap.None, busyPoll: TimeSpan.FromMicroseconds(3), mergesRuns: true, [Call.Post]);

        AssertKept(report, atLeast: 300);
    }

    // What lets the others end within seconds: no run goes on from a state that another has been in.
    [TestCase(nameof(Call.Post))]
    [TestCase(nameof(Call.Stop))]
    public void RunsThatAreMerged_ComeToEveryStateThatAllRunsComeTo(string name)
    {
        Call call = Enum.Parse<Call>(name);
        Exploration.Report all = Exploration.Of(Swap.None, busyPoll: TimeSpan.Zero, mergesRuns: false, [call]);
        Exploration.Report merged = Exploration.Of([call]);

        AssertKept(all, atLeast: 50);
        Assert.That(merged.States, Is.EqualTo(all.States));
        Assert.That(merged.Schedules, Is.LessThan(all.Schedules));
    }

    private static void AssertKept(Exploration.Report report, int atLeast)
    {
        TestContext.Out.WriteLine($"{report.Schedules} runs, {report.States} states");
        Assert.That(report.Violation, Is.Null, report.Violation);
        Assert.That(report.Schedules, Is.GreaterThan(atLeast), "An exploration that explores little proves little.");
    }
}
