using Reactor.Simulation;

namespace Reactor.Tests.Stopping;

/// <summary>Who may ask for a stop, how often, and what becomes of the task.</summary>
public sealed class StopCallTests : StopFixture
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(5);

    [Test]
    public void Another_thread_may_ask_while_the_loop_sleeps()
    {
        MakeLoop();
        Serve(Serve(stopping: static connection => connection.Abort()), 1);
        Task<StopReport>? stopping = null;
        Thread asker = new(() => stopping = Loop.StopAsync(Deadline));
        asker.Start();
        Loop.Run();
        asker.Join();
        Assert.That(stopping!.Wait(TimeSpan.FromSeconds(5)), Is.True);
        Assert.That(stopping.Result.ListenersClosed, Is.EqualTo(1));
    }

    [Test]
    public void Run_ends_when_the_stop_is_complete_and_not_before()
    {
        Serve(Serve(stopping: static _ => { }), 1);
        Task<StopReport> stopping = Loop.StopAsync(Deadline);
        Loop.Run();
        Assert.Multiple(() =>
        {
            Assert.That(Loop.IsStopped, Is.True);
            Assert.That(Connections[0].Closed, Has.Count.EqualTo(1));
            Assert.That(stopping.Wait(Deadline), Is.True);
        });
    }

    [Test]
    public void Asked_twice_both_get_the_report_and_every_connection_is_asked_once()
    {
        Serve(Serve(stopping: static _ => { }), 1);
        Task<StopReport> first = Loop.StopAsync(Deadline);
        Task<StopReport> second = Loop.StopAsync(Deadline);
        StopReport report = Finish(first);
        Assert.Multiple(() =>
        {
            Assert.That(second.Wait(Deadline), Is.True);
            Assert.That(second.Result, Is.SameAs(report));
            Assert.That(Connections[0].Stoppings, Is.EqualTo(1));
        });
    }

    [TestCase(10, 2)]
    [TestCase(2, 10)]
    public void Of_two_deadlines_the_earlier_one_holds(int first, int second)
    {
        Serve(Serve(stopping: static _ => { }), 1);
        Loop.BeginStop(TimeSpan.FromSeconds(first));
        StopReport report = Finish(Loop.StopAsync(TimeSpan.FromSeconds(second)));
        Assert.That(report.Elapsed.TotalSeconds, Is.EqualTo(2).Within(0.01));
    }

    [Test]
    public void Stopped_loop_can_listen_and_run_and_stop_again()
    {
        Serve(Serve(stopping: static connection => connection.Abort()), 1);
        Finish(Loop.StopAsync(Deadline));

        Serve(Serve(stopping: static connection => connection.Abort()), 2);
        bool ran = false;
        Loop.Defer(() => ran = true);
        StopReport report = Finish(Loop.StopAsync(Deadline));
        Assert.Multiple(() =>
        {
            Assert.That(ran, Is.True);
            Assert.That(report.ConnectionsFailed, Is.EqualTo(2), "What the first stop counted is not counted again.");
            Assert.That(report.ListenersClosed, Is.EqualTo(1));
        });
    }

    [Test] // Behaviour 3
    public void Stop_that_ended_one_run_does_not_end_the_next()
    {
        Finish(Loop.StopAsync(Deadline));
        int turns = 0;
        Loop.Schedule(TimeSpan.FromSeconds(1), () =>
        {
            turns++;
            Loop.Stop();
        });
        Loop.Run();
        Assert.That(turns, Is.EqualTo(1));
    }

    [Test]
    public void Disposing_the_loop_before_the_stop_is_complete_cancels_the_task()
    {
        Serve(Serve(stopping: static _ => { }), 1);
        Task<StopReport> begun = Loop.StopAsync(Deadline);
        Loop.RunOnce();
        Task<StopReport> waiting = Loop.StopAsync(Deadline);
        Loop.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That((begun.IsCanceled, waiting.IsCanceled), Is.EqualTo((true, true)));
            Assert.That(Loop.IsStopped, Is.False);
        });
    }

    [Test]
    public void Disposed_loop_cannot_be_stopped()
    {
        Loop.Dispose();
        Assert.Multiple(() =>
        {
            Assert.That(() => Loop.StopAsync(Deadline), Throws.InstanceOf<ObjectDisposedException>());
            Assert.That(() => Loop.BeginStop(Deadline), Throws.InstanceOf<ObjectDisposedException>());
        });
    }

    [Test]
    public void Stop_is_logged_with_its_report()
    {
        Serve();
        Finish(Loop.StopAsync(Deadline));
        Assert.Multiple(() =>
        {
            Assert.That(Log.Messages(3), Has.One.Contains("1 listeners"));
            Assert.That(Log.Messages(4), Has.One.Contains("0 aborted"));
        });
    }

    [Test]
    public void BeginStop_from_another_thread_throws_and_names_the_remedy()
    {
        string? message = null;
        Thread thread = new(() => message = Assert.Throws<InvalidOperationException>(() => Loop.BeginStop(Deadline))!.Message);
        thread.Start();
        thread.Join();
        Assert.That(message, Does.Contain("loop.Post"));
    }

    [Test]
    public void Second_stop_is_not_complete_before_it_has_begun()
    {
        Loop.BeginStop(Deadline);
        Loop.RunUntil(() => Loop.IsStopped);
        StreamListener listener = Serve();

        Loop.BeginStop(Deadline);

        Assert.That(Loop.IsStopped, Is.False);
        Loop.RunUntil(() => Loop.IsStopped);
        Assert.That(listener.IsOpen, Is.False);
    }

    [Test]
    public void Stop_that_was_turned_by_hand_does_not_end_the_next_run()
    {
        Loop.BeginStop(Deadline);
        Loop.RunUntil(() => Loop.IsStopped);
        bool ran = false;
        Loop.Defer(() =>
        {
            ran = true;
            Loop.Stop();
        });
        Loop.Run();
        Assert.That((ran, Loop.IsStopped), Is.EqualTo((true, true)));
    }
}
