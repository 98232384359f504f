using Reactor.Simulation;
using Reactor.Tests.Support;

namespace Reactor.Tests.Loop;

/// <summary>Faults are logged with the name of who threw, and a flood of them costs a line a second.</summary>
public sealed class FaultLogTests : LoopFixture
{
    private const int FaultLine = 1;
    private const string MoreOfThisKind = "of this kind";

    [SetUp]
    public void Expect() => ExpectFaults();

    [Test]
    public void FirstFault_IsLoggedAtOnceWithItsHandler()
    {
        Loop.Register(ReadyEventFd(), Interest.Read, new ClumsyHandler());

        Turn();

        Assert.That(Log.Messages(FaultLine).Single(), Does.Contain(nameof(ClumsyHandler)).And.Contain("Handler").And.Not.Contain(MoreOfThisKind));
    }

    [Test]
    public void FloodOfOneKind_IsOneLineAtOnceAndACountPerSecond()
    {
        using LoopTimer flood = Loop.ScheduleRepeating(Milliseconds(10), Fail);

        Loop.RunFor(TimeSpan.FromMilliseconds(3_500));

        Assert.That(Loop.Statistics.Faults, Is.InRange(345, 350));
        string[] lines = Log.Messages(FaultLine);
        Assert.That(lines, Has.Length.EqualTo(4));
        Assert.That(lines[0], Does.Not.Contain(MoreOfThisKind));
        Assert.That(lines[1], Does.Match("[(](99|100) of this kind"));
        Assert.That(lines[2], Does.Contain("(100 of this kind"));
    }

    [Test]
    public void FaultAfterAQuietSecond_IsLoggedAtOnceAgain()
    {
        Loop.Defer(Fail);
        Loop.RunFor(TimeSpan.FromMilliseconds(1_500));
        Loop.Defer(Fail);
        Turn();

        Assert.That(Log.Messages(FaultLine), Has.Length.EqualTo(2).And.All.Not.Contain(MoreOfThisKind));
    }

    [Test]
    public void QuietSecond_LogsNothing()
    {
        Loop.Defer(Fail);

        Loop.RunFor(TimeSpan.FromSeconds(10));

        Assert.That(Log.Count(FaultLine), Is.EqualTo(1));
    }

    [Test]
    public void FloodOfOneKind_DoesNotHideTheFirstOfAnother()
    {
        Loop.Defer(Fail);
        Loop.Defer(Fail);
        Loop.Schedule(Milliseconds(5), Fail);

        Loop.RunFor(Milliseconds(10));

        Assert.That(Log.Messages(FaultLine), Has.Length.EqualTo(2));
        Assert.That(Log.Messages(FaultLine)[1], Does.Contain("Timer"));
    }

    private void Fail() => throw new InvalidOperationException();

    private sealed class ClumsyHandler : IHandler
    {
        public void OnReadable(Registration registration) => throw new InvalidOperationException();
    }
}
