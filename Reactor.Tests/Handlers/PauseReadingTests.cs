using System.Net.Sockets;
using Reactor.Handlers;
using Reactor.Tests.Support;

namespace Reactor.Tests.Handlers;

public sealed class PauseReadingTests
{
    // Behaviour 60
    [Test]
    public void A_pause_inside_a_callback_stops_at_once_and_loses_nothing()
    {
        using ConnectionRig rig = new(new EventLoopOptions { ReceiveBufferSize = 1_024 });
        byte[] bytes = TestBytes.Make(10_000);
        Probe server = new() { Received = static (probe, _) => probe.PauseReading() };
        RawClient client = rig.Connect(server);
        client.Send(bytes);

        for (int round = 1; server.ReceivedCount < bytes.Length; round++)
        {
            rig.Until(() => server.Count("received") == round);
            rig.Settle();
            Assert.That(server.ReceivedCount, Is.EqualTo(Math.Min(round * 1_024, bytes.Length)));
            server.ResumeReading();
            Assert.That(server.Count("received"), Is.EqualTo(round), "Nothing is delivered on the caller's stack.");
        }

        Assert.That(server.ReceivedBytes.SequenceEqual(bytes));
    }

    // Behaviour 60, Bug 38
    [Test]
    public void A_pause_and_a_resume_inside_one_callback_change_nothing()
    {
        CountingKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        Probe server = new();
        server.Received = static (probe, _) =>
        {
            probe.PauseReading();
            probe.ResumeReading();
            probe.PauseReading();
            probe.ResumeReading();
        };
        RawClient client = rig.Connect(server);
        long before = kernel.EpollModifies + kernel.EpollAdds + kernel.EpollDeletes;

        client.Send("one");
        rig.Until(() => server.Text == "one");
        client.Send("two");
        rig.Until(() => server.Text == "onetwo");

        Assert.That(kernel.EpollModifies + kernel.EpollAdds + kernel.EpollDeletes, Is.EqualTo(before));
    }

    // Behaviour 60
    [Test]
    public void Paused_with_bytes_waiting_the_loop_sleeps()
    {
        VirtualClockKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient client) = rig.Connect();
        rig.Settle();
        server.PauseReading();
        client.Send("waiting");

        Sleeps(rig, kernel);

        Assert.That(server.ReceivedCount, Is.Zero);
        Assert.That(server.Interest, Is.EqualTo(Interest.None));
    }

    // Bug 1, Bug 2
    [Test]
    public void A_peer_that_resets_while_we_are_paused_is_noticed_on_resume()
    {
        VirtualClockKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient client) = rig.Connect();
        rig.Settle();
        server.PauseReading();

        client.Reset();
        Sleeps(rig, kernel);
        Assert.That(server.IsOpen);
        server.ResumeReading();
        rig.Until(() => server.IsClosed);

        Assert.That(server.Reason, Is.EqualTo(new CloseReason(CloseKind.Failed, SocketError.ConnectionReset)));
        Assert.That(server.Calls, Is.EqualTo(new[] { "connected", "closed" }));
    }

    [Test]
    public void What_came_before_the_end_comes_before_it_also_after_a_pause()
    {
        using ConnectionRig rig = new();
        (Probe server, RawClient client) = rig.Connect();
        server.PauseReading();
        client.Send("tail");
        client.ShutdownSend();
        rig.Settle();
        Assert.That(server.Calls, Is.EqualTo(new[] { "connected" }));

        server.ResumeReading();
        rig.Until(() => server.IsClosed);

        Assert.That(server.Calls, Is.EqualTo(new[] { "connected", "received", "input ended", "closed" }));
        Assert.That(server.Text, Is.EqualTo("tail"));
    }

    [Test]
    public void One_resume_ends_any_number_of_pauses()
    {
        using ConnectionRig rig = new();
        (Probe server, RawClient client) = rig.Connect();

        server.PauseReading();
        server.PauseReading();
        server.ResumeReading();
        server.ResumeReading();
        client.Send("hello");

        rig.Until(() => server.Text == "hello");
    }

    [TestCase(false)]
    [TestCase(true)]
    public void A_pause_before_the_first_byte_holds_it_back(bool inConnected)
    {
        using ConnectionRig rig = new();
        Probe server = new();
        if (inConnected)
            server.Connected = static probe => probe.PauseReading();
        else
            server.PauseReading();

        RawClient client = rig.Knock(server);
        client.Send("early");
        rig.Until(() => server.IsConnected);
        rig.Settle();
        Assert.That(server.ReceivedCount, Is.Zero);

        server.ResumeReading();
        rig.Until(() => server.Text == "early");
    }

    [Test]
    public void Output_goes_on_while_reading_is_paused()
    {
        FullKernel kernel = new() { Allowance = 10 };
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient client) = rig.Connect();
        server.PauseReading();

        server.Send(new byte[20]);
        rig.Until(() => client.Count == 10);
        kernel.Allowance = 10;
        rig.Until(() => client.Count == 20);

        Assert.That(server.Count("drained"), Is.EqualTo(1));
    }

    [Test]
    public void A_resume_from_OnOutputDrained_reads_on()
    {
        using ConnectionRig rig = new(new EventLoopOptions { ReceiveBufferSize = 1_024 });
        Probe server = new()
        {
            Received = static (probe, bytes) =>
            {
                probe.PauseReading();
                probe.Send(bytes);
            },
            Drained = static probe => probe.ResumeReading(),
        };
        RawClient client = rig.Connect(server);
        byte[] bytes = TestBytes.Make(9_000);

        client.Send(bytes);
        rig.Until(() => client.Count == bytes.Length);

        Assert.That(client.Bytes.SequenceEqual(bytes));
    }

    /// <summary>A turn that sleeps moves the virtual clock by the whole wait; a busy one would return at once.</summary>
    private static void Sleeps(ConnectionRig rig, VirtualClockKernel kernel)
    {
        TimeSpan before = kernel.Elapsed;
        rig.Loop.RunOnce(TimeSpan.FromSeconds(1));
        Assert.That(kernel.Elapsed - before, Is.EqualTo(TimeSpan.FromSeconds(1)));
    }
}
