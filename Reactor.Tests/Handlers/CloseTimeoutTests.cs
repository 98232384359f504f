using Reactor.Handlers;
using Reactor.Tests.Framing;
using Reactor.Tests.Support;

namespace Reactor.Tests.Handlers;

public sealed class CloseTimeoutTests
{
    private static readonly TimeSpan s_ten = TimeSpan.FromSeconds(10);

    [Test]
    public void A_peer_that_does_not_end_is_reset_in_time()
    {
        VirtualClockKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient client) = rig.Connect();
        rig.Settle();
        TimeSpan start = kernel.Elapsed;

        server.Close();
        rig.Until(() => server.IsClosed, TimeSpan.FromMinutes(1));

        Assert.That(kernel.Elapsed - start, Is.InRange(s_ten, s_ten + TimeSpan.FromMilliseconds(2)));
        Assert.That(server.Reason, Is.EqualTo(new CloseReason(CloseKind.CloseTimeout)));
        Assert.That(client.WasCutOff);
    }

    [Test]
    public void A_peer_that_does_not_take_the_rest_is_reset_in_time()
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient client) = rig.Connect();
        server.Send("never read");
        rig.Settle();
        TimeSpan start = kernel.Elapsed;

        server.Close();
        rig.Pass(kernel, 9.9);
        Assert.That(server.IsClosed, Is.False);
        rig.Pass(kernel, 0.2);

        Assert.That(server.Reason, Is.EqualTo(new CloseReason(CloseKind.CloseTimeout)));
        Assert.That(client.WasCutOff);
        Assert.That(kernel.Elapsed - start, Is.LessThan(TimeSpan.FromSeconds(11)));
    }

    [Test]
    public void Each_phase_has_its_own_time()
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient client) = rig.Connect();
        server.Send("slow");
        server.Close();

        rig.Pass(kernel, 9);
        kernel.Allowance = 4;
        rig.Until(() => client.HasEnded);
        rig.Pass(kernel, 9);
        Assert.That(server.IsClosed, Is.False);
        rig.Pass(kernel, 2);

        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.CloseTimeout));
    }

    [Test]
    public void Progress_restarts_it_in_either_phase()
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient client) = rig.Connect();
        server.Send("12345");
        server.Close();

        for (int round = 1; round <= 5; round++)
        {
            rig.Pass(kernel, 6);
            kernel.Allowance = 1;
            rig.Until(() => client.Count == round);
        }

        for (int round = 0; round < 5; round++)
        {
            rig.Pass(kernel, 6);
            client.Send("x");
            rig.Settle();
        }

        client.ShutdownSend();
        rig.Until(() => server.IsClosed);

        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.Completed));
    }

    [TestCase("flushing")]
    [TestCase("draining")]
    public void Progress_late_in_a_slow_turn_is_of_that_moment(string phase)
    {
        FullKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient client) = rig.Connect();
        LineProbe slow = new();
        slow.OnEach = line =>
        {
            if (line == "wait")
            {
                slow.PauseReading();
                return;
            }

            if (phase == "flushing")
            {
                server.Send("12");
                server.Close();
            }

            kernel.Advance(TimeSpan.FromSeconds(11));
        };
        rig.Connect(slow).Send("wait\ngo\n");
        rig.Until(() => slow.Log.Count == 1);
        if (phase == "draining")
        {
            server.Close();
            rig.Until(() => client.HasEnded);
            client.Send("x");
        }

        // What is kept comes first in a turn, then the byte that is read, and in the end the one that is sent.
        kernel.Allowance = 1;
        slow.ResumeReading();
        rig.Loop.RunOnce(TimeSpan.Zero);
        Assert.That(slow.Log, Has.Count.EqualTo(2));

        rig.Loop.RunOnce(TimeSpan.Zero);
        Assert.That(server.IsClosed, Is.False, "There was progress a moment ago.");
        rig.Pass(kernel, 9.8);
        Assert.That(server.IsClosed, Is.False);
        rig.Pass(kernel, 0.4);
        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.CloseTimeout));
    }

    [Test]
    public void Resuming_during_a_close_gives_no_more_time()
    {
        VirtualClockKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        (Probe server, _) = rig.Connect();
        server.PauseReading();
        server.Close();
        rig.Pass(kernel, 9);

        server.ResumeReading();
        rig.Pass(kernel, 2);

        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.CloseTimeout));
    }

    [Test]
    public void Infinite_waits_for_ever()
    {
        VirtualClockKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        Probe server = new() { Options = new ConnectionOptions { CloseTimeout = Timeout.InfiniteTimeSpan } };
        RawClient client = rig.Connect(server);

        server.Close();
        rig.Pass(kernel, 600);
        Assert.That(server.IsClosed, Is.False);
        client.ShutdownSend();
        rig.Until(() => server.IsClosed);

        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.Completed));
    }

    [Test]
    public void A_close_is_not_ended_by_the_clocks_of_an_open_connection()
    {
        VirtualClockKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        Probe server = new()
        {
            Options = new ConnectionOptions { IdleTimeout = TimeSpan.FromSeconds(3), ReadTimeout = TimeSpan.FromSeconds(3) },
        };
        RawClient client = rig.Connect(server);

        server.Close();
        rig.Pass(kernel, 9);
        Assert.That(server.IsClosed, Is.False);
        client.ShutdownSend();
        rig.Until(() => server.IsClosed);

        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.Completed));
    }

    // Of the smaller ones: timers of what is gone are gone.
    [Test]
    public void A_finished_close_leaves_no_timer()
    {
        using ConnectionRig rig = new(new VirtualClockKernel());
        (Probe server, RawClient client) = rig.Connect();
        server.Close();
        rig.Until(() => client.HasEnded);
        Assert.That(rig.Loop.Core.Wheel.Count, Is.EqualTo(1));

        client.ShutdownSend();
        rig.Until(() => server.IsClosed);

        Assert.That(rig.Loop.Core.Wheel.Count, Is.Zero);
    }
}
