using Reactor.Simulation;
using Reactor.SystemCalls;
using Reactor.Tests.Sockets;
using Reactor.Tests.Support;

namespace Reactor.Tests.Stopping;

/// <summary>A line that cannot be logged is lost, and nothing else is.</summary>
public sealed class BrokenLoggerTests : SocketFixture
{
    [TestCase(false)]
    [TestCase(true)]
    public void Fault_that_cannot_be_logged_is_contained_all_the_same(bool throwsWhenAsked)
    {
        Use(new BrokenLogger { ThrowsWhenAsked = throwsWhenAsked });
        bool ran = false;
        Loop.Defer(static () => throw new InvalidOperationException());
        Loop.Defer(() => ran = true);
        Loop.RunOnce();
        Assert.Multiple(() =>
        {
            Assert.That(ran, Is.True);
            Assert.That(Faults, Has.Count.EqualTo(1));
            Assert.That(Loop.Statistics.LogFailures, Is.EqualTo(1));
        });
    }

    [Test]
    public void Listener_that_cannot_log_its_pause_waits_and_goes_on()
    {
        Use(new BrokenLogger());
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        int failures = 1;
        Kernel.AcceptFault = _ => failures-- > 0 ? Errno.EMFILE : 0;
        Client(listener);
        Loop.RunUntil(() => Accepted.Count == 1);
        Loop.RunUntilIdle();
        Assert.Multiple(() =>
        {
            Assert.That(listener.IsOpen, Is.True);
            Assert.That(Faults, Is.Empty);
            Assert.That(Loop.Statistics.LogFailures, Is.EqualTo(3), "Listening, paused, resumed.");
        });
    }

    [Test]
    public void Listener_that_cannot_log_its_end_is_closed()
    {
        Use(new BrokenLogger());
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        Kernel.AcceptFault = static _ => Errno.EINVAL;
        Client(listener);
        Loop.RunUntil(() => !listener.IsOpen);
        Assert.That(Faults, Is.Empty);
    }

    [Test]
    public void Stop_that_cannot_be_logged_is_completed()
    {
        Use(new BrokenLogger());
        Loop.Listen(AnyPort, Keep);
        Task<StopReport> stopping = Loop.StopAsync(TimeSpan.FromSeconds(5));
        Loop.RunUntil(() => Loop.IsStopped);
        Assert.That(stopping.Wait(TimeSpan.FromSeconds(5)), Is.True);
        Assert.That((stopping.Result.ListenersClosed, Faults.Count), Is.EqualTo((1, 0)));
    }

    private void Use(BrokenLogger logger) => MakeLoop(virtualTime: true, logger: logger);
}
