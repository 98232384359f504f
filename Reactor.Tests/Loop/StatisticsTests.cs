using Reactor.Simulation;
using Reactor.Tests.Support;

namespace Reactor.Tests.Loop;

/// <summary>What the loop counts of itself; sockets and faults are counted in their own tests.</summary>
public sealed class StatisticsTests : LoopFixture
{
    [Test]
    public void Turns_AreCountedOneByOne()
    {
        for (int turn = 0; turn < 5; turn++)
        {
            Turn();
        }

        Assert.That(Loop.Statistics.Turns, Is.EqualTo(5));
    }

    [Test]
    public void Events_AreWhatEpollReported()
    {
        Loop.Register(ReadyEventFd(), Interest.Read, new ActionHandler());
        Loop.Register(ReadyEventFd(), Interest.Read, new ActionHandler());

        Turn();
        Turn();

        Assert.That(Loop.Statistics.Events, Is.EqualTo(4));
    }

    [Test]
    public void TimersAndTasks_AreCountedWhenTheyRun()
    {
        Loop.Schedule(Milliseconds(1), () => { });
        Loop.Schedule(TimeSpan.FromHours(1), () => { });
        Loop.Defer(() => { });
        Loop.Post(() => { });
        Kernel.Advance(Milliseconds(2));

        Turn();

        Assert.That((Loop.Statistics.Timers, Loop.Statistics.Tasks), Is.EqualTo((1, 2)));
    }

    // Behaviour 13, from the other side: the time of a turn is what was not spent waiting.
    [Test]
    public void LongestTurn_LeavesTheWaitAside()
    {
        LoopTimer timer = Loop.Schedule(Milliseconds(500), () => Kernel.Advance(Milliseconds(30)));
        Loop.RunUntil(() => !timer.IsArmed);
        Loop.Defer(() => Kernel.Advance(Milliseconds(10)));
        Loop.RunOnce();

        Assert.That(Loop.Statistics.LongestTurn, Is.EqualTo(Milliseconds(30)));
    }
}
