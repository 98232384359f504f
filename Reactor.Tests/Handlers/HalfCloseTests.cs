using Reactor.Handlers;
using Reactor.Tests.Support;

namespace Reactor.Tests.Handlers;

public sealed class HalfCloseTests
{
    [TestCase(10)]
    [TestCase(6_000_000)]
    public void A_client_that_sends_its_request_and_its_end_at_once_gets_its_answer(int length)
    {
        using ConnectionRig rig = new();
        byte[] answer = TestBytes.Make(length);
        Probe server = new() { Received = (probe, _) => probe.Send(answer) };
        RawClient client = rig.Knock(server);
        client.Send("request");
        client.ShutdownSend();

        rig.Until(() => client.HasEnded);

        Assert.That(client.Bytes.SequenceEqual(answer));
        rig.Until(() => server.IsClosed);
        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.Completed));
    }

    [Test]
    public void An_answer_that_comes_later_reaches_a_client_that_has_ended()
    {
        using ConnectionRig rig = new();
        Probe server = new() { InputEnded = static _ => { } };
        RawClient client = rig.Connect(server);
        client.Send("request");
        client.ShutdownSend();
        rig.Until(() => server.Count("input ended") == 1);

        server.Send("first ");
        rig.Until(() => client.Text == "first ");
        server.Send("second");
        server.Close();
        rig.Until(() => client.HasEnded);

        Assert.That(client.Text, Is.EqualTo("first second"));
        rig.Until(() => server.IsClosed);
        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.Completed));
    }

    // Bug 14
    [Test]
    public void Every_byte_before_the_end_is_delivered_before_it()
    {
        using ConnectionRig rig = new(new EventLoopOptions { ReceiveBufferSize = 1_024, ReadBudget = 2_048 });
        byte[] bytes = TestBytes.Make(100_000);
        Probe server = new();
        RawClient client = rig.Knock(server);
        client.Send(bytes);
        client.Dispose();

        rig.Until(() => server.IsClosed);

        Assert.That(server.ReceivedBytes.SequenceEqual(bytes));
        Assert.That(server.Calls.TakeLast(2), Is.EqualTo(new[] { "input ended", "closed" }));
    }

    // Bug 15
    [Test]
    public void After_the_end_of_input_the_loop_sleeps()
    {
        VirtualClockKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        Probe server = new() { InputEnded = static _ => { } };
        RawClient client = rig.Connect(server);
        client.ShutdownSend();
        rig.Until(() => server.Count("input ended") == 1);

        TimeSpan before = kernel.Elapsed;
        rig.Loop.RunOnce(TimeSpan.FromSeconds(1));

        Assert.That(kernel.Elapsed - before, Is.EqualTo(TimeSpan.FromSeconds(1)));
        Assert.That(server.IsOpen);
        Assert.That(server.Count("input ended"), Is.EqualTo(1));
    }

    // Behaviour 61
    [Test]
    public void After_our_own_end_the_peer_is_still_read_until_its_end()
    {
        using ConnectionRig rig = new();
        (Probe server, RawClient client) = rig.Connect();

        server.ShutdownOutput();
        rig.Until(() => client.HasEnded);
        client.Send("one ");
        rig.Until(() => server.Text == "one ");
        client.Send("two");
        client.ShutdownSend();
        rig.Until(() => server.IsClosed);

        Assert.That(server.Text, Is.EqualTo("one two"));
        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.Completed));
        Assert.That(server.Count("input ended"), Is.EqualTo(1));
    }

    // Behaviour 61
    [TestCase(false)]
    [TestCase(true)]
    public void Our_end_follows_what_is_queued(bool inCallback)
    {
        using ConnectionRig rig = new();
        byte[] bytes = TestBytes.Make(5_000_000);
        Probe server = new();
        if (inCallback)
            server.Connected = SendAndEnd;

        RawClient client = rig.Connect(server);
        if (!inCallback)
            SendAndEnd(server);

        rig.Until(() => client.HasEnded);

        Assert.That(client.Bytes.SequenceEqual(bytes));
        Assert.That(server.IsOpen);

        void SendAndEnd(Probe probe)
        {
            probe.Send(bytes);
            Assert.That(probe.QueuedBytes, Is.Positive);
            probe.ShutdownOutput();
        }
    }

    // Behaviour 61: here twice is nothing.
    [Test]
    public void Ending_the_output_twice_is_nothing_and_sending_after_it_is_told()
    {
        CountingKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient client) = rig.Connect();

        server.ShutdownOutput();
        server.ShutdownOutput();
        rig.Until(() => client.HasEnded);
        server.ShutdownOutput();
        rig.Settle();

        Assert.That(server.Send("x"), Is.EqualTo(SendOutcome.Closed));
        Assert.That(kernel.Shutdowns, Is.EqualTo(1));
        Assert.That(server.IsOpen);
    }

    // Behaviour 61
    [Test]
    public void Both_sides_may_end_at_once()
    {
        using ConnectionRig rig = new();
        (Probe server, RawClient client) = rig.Connect();

        server.Send("bye");
        server.ShutdownOutput();
        client.ShutdownSend();
        rig.Until(() => server.IsClosed && client.HasEnded);

        Assert.That(client.Text, Is.EqualTo("bye"));
        Assert.That(server.Calls, Is.EqualTo(new[] { "connected", "input ended", "closed" }).Or.EqualTo(
            new[] { "connected", "drained", "input ended", "closed" }));
        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.Completed));
    }

    [Test]
    public void Two_framework_peers_end_in_order_when_either_closes()
    {
        using ConnectionRig rig = new();
        Probe client = new();
        Probe server = new() { Received = static (probe, bytes) => probe.Send(bytes) };
        rig.Connect(client, server);
        client.Send("hello");
        rig.Until(() => client.Text == "hello");

        client.Close();
        rig.Until(() => client.IsClosed && server.IsClosed);

        Assert.That(client.Reason!.Value.Kind, Is.EqualTo(CloseKind.Completed));
        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.Completed));
        Assert.That(client.Count("input ended"), Is.Zero, "After Close nothing but OnClosed.");
    }

    [Test]
    public void An_override_may_end_only_the_output_to_complete()
    {
        using ConnectionRig rig = new();
        Probe server = new() { InputEnded = static probe => probe.ShutdownOutput() };
        RawClient client = rig.Connect(server);

        client.ShutdownSend();
        rig.Until(() => server.IsClosed);

        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.Completed));
        Assert.That(client.HasEnded);
    }
}
