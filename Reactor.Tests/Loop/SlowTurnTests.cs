using Reactor.Handlers;
using Reactor.Simulation;
using Reactor.Tests.Support;

namespace Reactor.Tests.Loop;

/// <summary>A turn that takes too long is told of, with whom to ask.</summary>
public sealed class SlowTurnTests : LoopFixture
{
    private const int SlowTurnLine = 2;

    [SetUp]
    public void MakeWatchfulLoop() => MakeLoop(slowTurn: Milliseconds(50));

    [Test]
    public void SlowHandler_IsNamed()
    {
        Loop.Register(ReadyEventFd(), Interest.Read, new SlowHandler(Kernel));

        Turn();

        Assert.That(Log.Messages(SlowTurnLine).Single(), Does.Contain(nameof(SlowHandler)).And.Contain("80 ms"));
        Assert.That(Loop.Statistics.SlowTurns, Is.EqualTo(1));
    }

    [Test]
    public void SlowLastCallbackOfAConnection_IsNamed()
    {
        SlowEnd connection = new(Kernel);
        Loop.Adopt(ConnectedSocket(out _), connection);
        connection.Abort();

        Turn();

        Assert.That(Log.Messages(SlowTurnLine).Single(), Does.Contain(nameof(SlowEnd)));
    }

    [Test]
    public void SlowTask_IsNamedByTheObjectBehindIt()
    {
        Loop.Defer(SlowStep);

        Turn();

        Assert.That(Log.Messages(SlowTurnLine).Single(), Does.Contain(nameof(SlowTurnTests)));
    }

    [Test]
    public void TurnWithinTheThreshold_IsNotLogged()
    {
        Loop.Defer(() => Kernel.Advance(Milliseconds(50)));

        Turn();

        Assert.That(Log.Count(SlowTurnLine), Is.Zero);
    }

    [Test]
    public void LongWait_IsNoSlowTurn()
    {
        Loop.RunOnce(TimeSpan.FromSeconds(5));

        Assert.That(Log.Count(SlowTurnLine), Is.Zero);
        Assert.That(Loop.Statistics.LongestTurn, Is.EqualTo(TimeSpan.Zero));
    }

    [Test]
    public void ManySlowTurns_AreOneLineAtOnceAndACountPerSecond()
    {
        int left = 10;
        Loop.Defer(Slow);
        Loop.RunUntil(() => left == 0);
        Loop.RunFor(TimeSpan.FromSeconds(3));

        Assert.That(Log.Messages(SlowTurnLine), Has.Length.EqualTo(2));
        Assert.That(Log.Messages(SlowTurnLine)[1], Does.Contain("(9 of this kind"));
        Assert.That(Loop.Statistics.SlowTurns, Is.EqualTo(10));

        void Slow()
        {
            SlowStep();
            if (--left > 0)
            {
                Loop.Defer(Slow);
            }
        }
    }

    [Test]
    public void NoThreshold_LogsNothing()
    {
        MakeLoop();
        Loop.Defer(SlowStep);

        Turn();

        Assert.That(Log.Count(SlowTurnLine), Is.Zero);
        Assert.That(Loop.Statistics.LongestTurn, Is.EqualTo(Milliseconds(80)));
    }

    private void SlowStep() => Kernel.Advance(Milliseconds(80));

    private sealed class SlowHandler(HookKernel kernel) : IHandler
    {
        public void OnReadable(Registration registration) => kernel.Advance(TimeSpan.FromMilliseconds(80));
    }

    private sealed class SlowEnd(HookKernel kernel) : ConnectionHandler
    {
        protected override void OnReceived(ReadOnlySpan<byte> bytes)
        {
        }

        protected override void OnClosed(CloseReason reason) => kernel.Advance(TimeSpan.FromMilliseconds(80));
    }
}
