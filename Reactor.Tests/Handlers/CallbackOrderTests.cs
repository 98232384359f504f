using Reactor.Handlers;
using Reactor.Tests.Support;

namespace Reactor.Tests.Handlers;

public sealed class CallbackOrderTests
{
    [Test]
    public void Callbacks_come_in_order_and_OnClosed_last()
    {
        using ConnectionRig rig = new();
        Probe server = new() { Received = static (probe, bytes) => probe.Send(bytes) };
        RawClient client = rig.Connect(server);
        client.Send("hello");
        rig.Until(() => client.Text == "hello");

        client.ShutdownSend();
        rig.Until(() => server.IsClosed);

        Assert.That(server.Calls, Is.EqualTo(new[] { "connected", "received", "drained", "input ended", "closed" }));
        Assert.That(server.Reason, Is.EqualTo(new CloseReason(CloseKind.Completed)));
        Assert.That(server.WasNested, Is.False);
    }

    [TestCase("close")]
    [TestCase("abort")]
    [TestCase("too much output")]
    [TestCase("close, then abort")]
    public void OnClosed_never_comes_inside_the_call_that_causes_it(string how)
    {
        using ConnectionRig rig = new();
        Probe server = new() { Options = new ConnectionOptions { OutputLimit = 100 } };
        RawClient client = rig.Connect(server);

        End(server, how);

        Assert.That(server.Calls, Is.EqualTo(new[] { "connected" }));
        client.ShutdownSend();
        rig.Until(() => server.IsClosed);
        rig.Settle();
        Assert.That(server.Calls, Is.EqualTo(new[] { "connected", "closed" }));
    }

    [TestCase("close")]
    [TestCase("abort")]
    [TestCase("too much output")]
    [TestCase("throw")]
    public void OnClosed_comes_after_the_callback_that_causes_it(string how)
    {
        using ConnectionRig rig = new();
        Probe server = new() { Options = new ConnectionOptions { OutputLimit = 100 } };
        server.Received = (probe, _) =>
        {
            End(probe, how);
            probe.Calls.Add("end of the callback");
        };
        RawClient client = rig.Connect(server);

        client.Send("go");
        client.ShutdownSend();
        rig.Until(() => server.IsClosed);
        rig.Settle();

        string[] returned = how == "throw" ? [] : ["end of the callback"];
        Assert.That(server.Calls, Is.EqualTo(new[] { "connected", "received" }.Concat(returned).Append("closed")));
    }

    [Test]
    public void OnClosed_comes_also_when_OnConnected_threw_and_the_listener_goes_on()
    {
        using ConnectionRig rig = new();
        InvalidOperationException fault = new("no");
        Probe server = new() { Connected = _ => throw fault };
        RawClient client = rig.Connect(server);
        rig.Until(() => server.IsClosed && client.WasReset);

        (Probe next, RawClient _) = rig.Connect();

        Assert.That(server.Calls, Is.EqualTo(new[] { "connected", "closed" }));
        Assert.That(server.Reason, Is.EqualTo(new CloseReason(CloseKind.Fault, Exception: fault)));
        Assert.That(next.IsOpen);
    }

    [TestCase(false)]
    [TestCase(true)]
    public void After_the_end_was_asked_for_nothing_but_OnClosed_is_called(bool abort)
    {
        using ConnectionRig rig = new(new VirtualClockKernel());
        Probe server = new();
        server.Received = (probe, _) =>
        {
            probe.Send("answer");
            probe.Schedule(TimeSpan.FromMilliseconds(1), () => probe.Calls.Add("timer"));
            probe.Defer(() => probe.Calls.Add("task"));
            End(probe, abort ? "abort" : "close");
        };
        RawClient client = rig.Connect(server);
        client.Send("question");
        rig.Until(() => server.ReceivedCount > 0);

        if (!abort)
        {
            client.Send("more");
            rig.Loop.RunOnce(TimeSpan.FromMilliseconds(50));
            client.ShutdownSend();
        }

        rig.Until(() => server.IsClosed);
        rig.Loop.RunOnce(TimeSpan.FromMilliseconds(50));

        Assert.That(server.Calls, Is.EqualTo(new[] { "connected", "received", "closed" }));
        Assert.That(server.Text, Is.EqualTo("question"));
    }

    [Test]
    public void Close_twice_is_nothing()
    {
        using ConnectionRig rig = new();
        (Probe server, RawClient client) = rig.Connect();

        server.Close();
        server.Close();
        rig.Settle();
        server.Close();
        client.ShutdownSend();
        rig.Until(() => server.IsClosed);
        server.Close();
        rig.Settle();

        Assert.That(server.Count("closed"), Is.EqualTo(1));
        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.Completed));
    }

    [Test]
    public void Abort_after_Close_cuts_it_short()
    {
        using ConnectionRig rig = new();
        (Probe server, RawClient client) = rig.Connect();
        server.Close();
        rig.Settle();
        Assert.That(server.IsClosed, Is.False, "The peer has not ended yet.");

        server.Abort();
        rig.Until(() => server.IsClosed && client.WasCutOff);

        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.Aborted));
    }

    [Test]
    public void Close_after_Abort_is_nothing()
    {
        using ConnectionRig rig = new();
        (Probe server, RawClient _) = rig.Connect();

        server.Abort();
        server.Close();
        server.Abort();
        rig.Settle();

        Assert.That(server.Count("closed"), Is.EqualTo(1));
        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.Aborted));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Received_bytes_stay_readable_until_the_callback_ends(bool abort)
    {
        using ConnectionRig rig = new();
        string seen = "";
        Probe server = new();
        server.Received = (probe, bytes) =>
        {
            End(probe, abort ? "abort" : "close");
            seen = System.Text.Encoding.Latin1.GetString(bytes);
        };
        RawClient client = rig.Connect(server);

        client.Send("still here");
        rig.Until(() => seen.Length > 0);

        Assert.That(seen, Is.EqualTo("still here"));
    }

    [Test]
    public void What_OnClosed_asks_for_is_dropped()
    {
        using ConnectionRig rig = new();
        SendOutcome? outcome = null;
        Probe server = new();
        server.Closed = probe =>
        {
            outcome = probe.Send("too late");
            probe.Schedule(TimeSpan.Zero, () => probe.Calls.Add("timer"));
            probe.Defer(() => probe.Calls.Add("task"));
            probe.PauseReading();
            probe.ResumeReading();
            probe.ShutdownOutput();
            probe.Close();
            probe.Abort();
        };
        rig.Connect(server);

        server.Abort();
        rig.Until(() => server.IsClosed);
        rig.Settle();

        Assert.That(outcome, Is.EqualTo(SendOutcome.Closed));
        Assert.That(server.Calls, Is.EqualTo(new[] { "connected", "closed" }));
        Assert.That(server.QueuedBytes, Is.Zero);
    }

    // Behaviour 53
    [TestCase("close", false)]
    [TestCase("abort", true)]
    public void A_server_may_end_the_connection_at_once(string how, bool reset)
    {
        using ConnectionRig rig = new();
        Probe server = new() { Connected = probe => End(probe, how) };
        RawClient client = rig.Connect(server);

        rig.Until(() => client.HasEnded || client.WasReset);
        client.Dispose();
        rig.Until(() => server.IsClosed);

        Assert.That(client.WasReset, Is.EqualTo(reset));
        Assert.That(server.Calls, Is.EqualTo(new[] { "connected", "closed" }));
    }

    private static void End(Probe probe, string how)
    {
        switch (how)
        {
            case "close":
                probe.Close();
                break;
            case "abort":
                probe.Abort();
                break;
            case "close, then abort":
                probe.Close();
                probe.Abort();
                break;
            case "throw":
                throw new InvalidOperationException("a fault");
            default:
                Assert.That(probe.Send(new byte[101]), Is.EqualTo(SendOutcome.Closed));
                break;
        }
    }
}
