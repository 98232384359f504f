using Reactor.Handlers;
using Reactor.Tests.Support;

namespace Reactor.Tests.Handlers;

public sealed class ConnectionTimeoutTests
{
    private static readonly TimeSpan s_five = TimeSpan.FromSeconds(5);

    [Test]
    public void A_silent_connection_is_closed_in_time_and_in_order()
    {
        VirtualClockKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        TimeSpan start = default;
        Probe server = new() { Options = new ConnectionOptions { IdleTimeout = s_five }, Connected = _ => start = kernel.Elapsed };
        RawClient client = rig.Connect(server);

        rig.Until(() => server.IsClosed);

        Assert.That(kernel.Elapsed - start, Is.InRange(s_five, s_five + TimeSpan.FromMilliseconds(2)));
        Assert.That(server.Reason, Is.EqualTo(new CloseReason(CloseKind.IdleTimeout)));
        Assert.That(client.HasEnded, "The peer sees an ordinary end.");
    }

    // Behaviour 27
    [Test]
    public void Received_bytes_are_activity()
    {
        FullKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        Probe server = new() { Options = new ConnectionOptions { IdleTimeout = s_five } };
        RawClient client = rig.Connect(server);

        for (int round = 0; round < 5; round++)
        {
            rig.Pass(kernel, 4);
            client.Send("x");
            rig.Until(() => server.ReceivedCount == round + 1);
        }

        rig.Pass(kernel, 4.9);
        Assert.That(server.IsClosed, Is.False);
        rig.Pass(kernel, 0.2);
        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.IdleTimeout));
    }

    [TestCase(1)]
    [TestCase(10_000)]
    public void Bytes_that_the_kernel_takes_are_activity(int length)
    {
        FullKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        Probe server = new() { Options = new ConnectionOptions { IdleTimeout = s_five } };
        rig.Connect(server);

        for (int round = 0; round < 5; round++)
        {
            rig.Pass(kernel, 4);
            server.Send(new byte[length]);
            rig.Loop.RunOnce(TimeSpan.Zero);
        }

        Assert.That(server.IsClosed, Is.False);
        rig.Pass(kernel, 5.1);
        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.IdleTimeout));
    }

    [TestCase(1)]
    [TestCase(10_000)]
    public void Bytes_that_the_kernel_does_not_take_are_no_activity(int length)
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(kernel);
        Probe server = new() { Options = new ConnectionOptions { IdleTimeout = s_five } };
        rig.Connect(server);

        rig.Pass(kernel, 4);
        server.Send(new byte[length]);
        rig.Pass(kernel, 1.1);

        Assert.That(server.Reason, Is.EqualTo(new CloseReason(CloseKind.IdleTimeout)));
    }

    [Test]
    public void The_read_clock_is_not_stopped_by_our_own_sending()
    {
        FullKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        Probe server = new() { Options = new ConnectionOptions { ReadTimeout = s_five } };
        RawClient client = rig.Connect(server);
        rig.Pass(kernel, 4);
        client.Send("x");
        rig.Until(() => server.ReceivedCount == 1);

        for (int second = 0; second < 4; second++)
        {
            rig.Pass(kernel, 1);
            server.Send("x");
        }

        Assert.That(server.IsClosed, Is.False);
        rig.Pass(kernel, 1.1);
        Assert.That(server.Reason, Is.EqualTo(new CloseReason(CloseKind.ReadTimeout)));
    }

    [Test]
    public void The_read_clock_stands_while_reading_is_paused_and_starts_anew()
    {
        FullKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        Probe server = new() { Options = new ConnectionOptions { ReadTimeout = s_five } };
        rig.Connect(server);
        rig.Pass(kernel, 4);
        server.PauseReading();
        rig.Pass(kernel, 60);
        Assert.That(server.IsClosed, Is.False);

        server.ResumeReading();
        rig.Pass(kernel, 4.9);
        Assert.That(server.IsClosed, Is.False);
        rig.Pass(kernel, 0.2);
        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.ReadTimeout));
    }

    [Test]
    public void The_read_clock_stands_while_backpressure_holds_reading_up()
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(kernel);
        Probe server = new() { Options = new ConnectionOptions { ReadTimeout = s_five } };
        rig.Connect(server);
        server.Send(new byte[100_000]);
        rig.Pass(kernel, 50);
        Assert.That(server.IsClosed, Is.False);

        kernel.Allowance = long.MaxValue;
        rig.Loop.RunOnce(TimeSpan.Zero);
        rig.Pass(kernel, 4.9);
        Assert.That(server.IsClosed, Is.False);
        rig.Pass(kernel, 0.2);
        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.ReadTimeout));
    }

    [Test]
    public void After_the_peers_end_the_read_clock_stands()
    {
        FullKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        Probe server = new() { Options = new ConnectionOptions { ReadTimeout = s_five }, InputEnded = static _ => { } };
        RawClient client = rig.Connect(server);
        client.ShutdownSend();
        rig.Until(() => server.Count("input ended") == 1);

        rig.Pass(kernel, 60);

        Assert.That(server.IsOpen);
    }

    [TestCase(100)]
    [TestCase(100_000)]
    public void Output_without_progress_is_reset_after_a_minute_by_default(int length)
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient client) = rig.Connect();
        rig.Pass(kernel, 300);
        server.Send(new byte[length]);
        rig.Loop.RunOnce(TimeSpan.Zero);

        rig.Pass(kernel, 59.9);
        Assert.That(server.IsClosed, Is.False);
        rig.Pass(kernel, 0.2);

        Assert.That(server.Reason, Is.EqualTo(new CloseReason(CloseKind.WriteTimeout)));
        Assert.That(client.WasReset);
    }

    [Test]
    public void Progress_restarts_the_write_clock_and_an_empty_queue_stops_it()
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient client) = rig.Connect();
        server.Send("1234");
        for (int round = 1; round <= 4; round++)
        {
            rig.Pass(kernel, 50);
            kernel.Allowance = 1;
            rig.Until(() => client.Count == round);
        }

        rig.Pass(kernel, 3_600);
        Assert.That(server.IsOpen, "Nothing waits.");

        kernel.Allowance = 0;
        server.Send("5");
        rig.Pass(kernel, 59);
        Assert.That(server.IsOpen, "It starts anew.");
        rig.Pass(kernel, 2);
        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.WriteTimeout));
    }

    [Test]
    public void Output_that_waits_late_after_the_last_turn_has_waited_for_no_time_yet()
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient client) = rig.Connect();
        server.Send(new byte[100_000]);
        kernel.Allowance = long.MaxValue;
        rig.Until(() => server.QueuedBytes == 0 && client.Count == 100_000);

        kernel.Allowance = 0;
        kernel.Advance(TimeSpan.FromSeconds(61));
        server.Send(new byte[100_000]);
        rig.Loop.RunOnce(TimeSpan.Zero);

        AssertTimesOutInAMinute(rig, kernel, server);
    }

    [Test]
    public void What_the_kernel_takes_late_in_a_slow_turn_is_progress_of_that_moment()
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(kernel);
        Probe slow = new() { Drained = _ => kernel.Advance(TimeSpan.FromSeconds(61)) };
        rig.Connect(slow);
        (Probe server, RawClient client) = rig.Connect();
        slow.Send("x");
        rig.Settle();
        server.Send("123");
        rig.Settle();

        // One byte for each: the first one out begins what takes so long.
        kernel.Allowance = 2;
        kernel.MostPerSend = 1;
        rig.Until(() => client.Count == 1);
        Assert.That(kernel.Elapsed, Is.AtLeast(TimeSpan.FromSeconds(61)), "The slow one came first.");
        rig.Loop.RunOnce(TimeSpan.Zero);

        AssertTimesOutInAMinute(rig, kernel, server);
    }

    [Test]
    public void Without_a_clock_a_connection_may_be_silent_for_days()
    {
        FullKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient client) = rig.Connect();
        Assert.That(rig.Loop.Core.Wheel.Count, Is.Zero);

        kernel.Advance(TimeSpan.FromDays(30));
        rig.Loop.RunOnce(TimeSpan.Zero);
        client.Send("hello");

        rig.Until(() => server.Text == "hello");
    }

    // Bug 21, Behaviour 18
    [Test]
    public void The_longest_of_all_times_does_not_overflow()
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(kernel);
        ConnectionOptions options = new()
        {
            IdleTimeout = TimeSpan.MaxValue,
            ReadTimeout = TimeSpan.MaxValue - TimeSpan.FromTicks(1),
            WriteTimeout = TimeSpan.MaxValue,
            CloseTimeout = TimeSpan.MaxValue,
        };
        Probe server = new() { Options = options };
        rig.Connect(server);
        server.Send("x");
        rig.Pass(kernel, 100);
        Assert.That(server.IsOpen);

        server.Close();
        rig.Pass(kernel, 100);
        Assert.That(server.IsClosed, Is.False);
    }

    [Test]
    public void The_earliest_of_several_clocks_counts()
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(kernel);
        ConnectionOptions options = new() { IdleTimeout = TimeSpan.FromSeconds(40), ReadTimeout = TimeSpan.FromSeconds(30), WriteTimeout = TimeSpan.FromSeconds(7) };
        Probe server = new() { Options = options };
        rig.Connect(server);

        server.Send("x");
        rig.Loop.RunOnce(TimeSpan.Zero);
        rig.Pass(kernel, 7.1);

        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.WriteTimeout));
    }

    [Test]
    public void A_busy_connection_leaves_its_timer_alone()
    {
        FullKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        Probe server = new()
        {
            Options = new ConnectionOptions { IdleTimeout = s_five },
            Received = static (probe, bytes) => probe.Send(bytes),
        };
        RawClient client = rig.Connect(server);
        long due = rig.Loop.Core.Wheel.NextWakeTick;

        for (int round = 1; round <= 1_000; round++)
        {
            client.Send("x");
            rig.Until(() => client.Count == round);
        }

        Assert.That(rig.Loop.Core.Wheel.NextWakeTick, Is.EqualTo(due));
        long before = rig.Loop.Statistics.Timers;
        for (int round = 0; round < 100; round++)
        {
            rig.Pass(kernel, 0.5);
            client.Send("x");
            rig.Until(() => client.Count == 1_001 + round);
        }

        Assert.That(rig.Loop.Statistics.Timers - before, Is.LessThanOrEqualTo(13), "Once in five seconds, of which there were ten.");
        Assert.That(server.IsOpen);
    }

    // Of the smaller ones: a closed connection frees its timers.
    [Test]
    public void A_closed_connection_leaves_no_timer()
    {
        using ConnectionRig rig = new(new FullKernel { Allowance = 0 });
        Probe server = new() { Options = new ConnectionOptions { IdleTimeout = s_five, ReadTimeout = s_five } };
        rig.Connect(server);
        server.Send("x");
        rig.Settle();
        Assert.That(rig.Loop.Core.Wheel.Count, Is.EqualTo(1), "One timer for all its clocks.");

        server.Abort();

        Assert.That(rig.Loop.Core.Wheel.Count, Is.Zero);
    }

    [Test]
    public void Input_of_the_same_turn_comes_before_the_clock()
    {
        FullKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        Probe server = new() { Options = new ConnectionOptions { IdleTimeout = s_five, ReadTimeout = s_five } };
        RawClient client = rig.Connect(server);
        rig.Settle();

        client.Send("just in time");
        kernel.Advance(TimeSpan.FromSeconds(20));
        rig.Loop.RunOnce(TimeSpan.Zero);

        Assert.That(server.Text, Is.EqualTo("just in time"));
        Assert.That(server.IsOpen);
    }

    /// <summary>From this moment on the whole of <see cref="ConnectionOptions.WriteTimeout"/>, and no more.</summary>
    private static void AssertTimesOutInAMinute(ConnectionRig rig, FullKernel kernel, Probe server)
    {
        Assert.That(server.IsOpen);
        rig.Pass(kernel, 59.9);
        Assert.That(server.IsOpen);
        rig.Pass(kernel, 0.2);
        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.WriteTimeout));
    }
}
