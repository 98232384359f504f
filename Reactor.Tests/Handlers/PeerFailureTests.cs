using System.Net.Sockets;
using Reactor.Handlers;
using Reactor.SystemCalls;
using Reactor.Tests.Framing;
using Reactor.Tests.Support;

namespace Reactor.Tests.Handlers;

/// <summary>What goes wrong on one connection is told to that connection and costs no other.</summary>
public sealed class PeerFailureTests
{
    private static readonly CloseReason s_reset = new(CloseKind.Failed, SocketError.ConnectionReset);

    // Behaviour 62
    [TestCase("idle")]
    [TestCase("with output waiting")]
    [TestCase("with input unread")]
    [TestCase("half-closed")]
    public void A_peer_that_resets_costs_only_itself(string when)
    {
        using ConnectionRig rig = new();
        Probe server = new() { InputEnded = static _ => { } };
        RawClient client = rig.Connect(server);
        Probe echo = new() { Received = static (probe, bytes) => probe.Send(bytes) };
        RawClient other = rig.Connect(echo);
        if (when == "with output waiting")
            server.Send(new byte[12_000_000]);
        if (when == "with input unread")
            client.Send("tail");
        if (when == "half-closed")
        {
            server.ShutdownOutput();
            rig.Until(() => client.HasEnded);
        }

        client.Reset();
        rig.Until(() => server.IsClosed);
        other.Send("hello");
        rig.Until(() => other.Text == "hello");

        Assert.That(server.Reason, Is.EqualTo(s_reset));
        Assert.That(server.Count("closed"), Is.EqualTo(1));
        Assert.That(server.Text, Is.EqualTo(when == "with input unread" ? "tail" : ""));
        Assert.That(rig.Loop.Statistics.Faults, Is.Zero);
    }

    [Test]
    public void After_a_failed_write_what_the_peer_sent_before_is_still_delivered()
    {
        using ConnectionRig rig = new();
        (Probe server, RawClient client) = rig.Connect();
        rig.Settle();
        client.Send("tail");
        client.Reset();

        Assert.That(server.Send(new byte[10_000]), Is.EqualTo(SendOutcome.Closed));
        Assert.That(server.IsClosed, Is.False);
        rig.Until(() => server.IsClosed);

        Assert.That(server.Text, Is.EqualTo("tail"));
        Assert.That(server.Reason, Is.EqualTo(s_reset));
        Assert.That(server.Count("input ended"), Is.Zero, "The send has taken the error, but this was no end.");
    }

    [Test]
    public void After_a_failed_write_input_that_backpressure_held_up_is_still_delivered()
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(new EventLoopOptions { Kernel = kernel, ReceiveBufferSize = 1_024, ReadBudget = 1_024 });
        byte[] tail = TestBytes.Make(10_000);
        (Probe server, RawClient client) = rig.Connect();
        server.Send(new byte[100_000]);
        Assert.That(server.Interest, Is.EqualTo(Interest.Write), "Reading is paused.");
        client.Send(tail);
        client.Reset();

        kernel.Allowance = long.MaxValue;
        rig.Until(() => server.IsClosed);

        Assert.That(server.ReceivedCount, Is.EqualTo(tail.Length), "It takes more than one event to read.");
        Assert.That(server.ReceivedBytes.SequenceEqual(tail));
        Assert.That(server.Reason, Is.EqualTo(s_reset));
    }

    // Bug 14
    [Test]
    public void Input_behind_lines_that_were_held_back_is_still_delivered_when_the_peer_has_reset()
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(new EventLoopOptions { Kernel = kernel, ReceiveBufferSize = 1_024, ReadBudget = 1_024 });
        LineProbe server = new();
        server.OnEach = line =>
        {
            if (line == "first")
            {
                server.PauseReading();
                server.Send("an answer that waits"u8);
            }
        };
        RawClient client = rig.Connect(server);
        client.Send("first\nheld back\n");
        rig.Until(() => server.Log.Count == 1);
        client.Send(string.Concat(Enumerable.Repeat("123456789\n", 1_000)));
        client.Reset();

        // The event is found while only room for output is waited for, and comes after the line that was held back.
        kernel.Allowance = long.MaxValue;
        server.ResumeReading();
        rig.Until(() => server.Reason is not null);

        Assert.That(server.Log.Count(entry => entry == "line 123456789"), Is.EqualTo(1_000));
    }

    [Test]
    public void A_half_close_that_fails_still_delivers_what_the_peer_sent_before()
    {
        using ConnectionRig rig = new();
        (Probe server, RawClient client) = rig.Connect();
        server.PauseReading();
        rig.Settle();
        client.Send("tail");
        client.Reset();

        // Not between turns but in one, after its events: the end of the output is tried before the input is read.
        rig.Loop.Defer(() =>
        {
            server.ResumeReading();
            server.ShutdownOutput();
        });
        rig.Until(() => server.IsClosed);

        Assert.That(server.Text, Is.EqualTo("tail"));
        Assert.That(server.Reason, Is.EqualTo(s_reset));
    }

    [Test]
    public void A_failed_write_while_the_handler_has_paused_ends_the_connection_at_once()
    {
        using ConnectionRig rig = new();
        (Probe server, RawClient client) = rig.Connect();
        server.PauseReading();
        rig.Settle();
        client.Reset();

        Assert.That(server.Send(new byte[10_000]), Is.EqualTo(SendOutcome.Closed));
        Assert.That(server.Calls, Is.EqualTo(new[] { "connected" }));
        rig.Until(() => server.IsClosed);

        Assert.That(server.Reason, Is.EqualTo(s_reset));
    }

    // Bug 31
    [TestCase(false)]
    [TestCase(true)]
    public void Broken_output_ends_once_and_input_goes_on_until_its_end(bool large)
    {
        FullKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient client) = rig.Connect();
        rig.Settle();

        kernel.SendErrors.Enqueue(Errno.EPIPE);
        SendOutcome outcome = server.Send(new byte[large ? 10_000 : 10]);
        rig.Settle();
        Assert.That(outcome, Is.EqualTo(large ? SendOutcome.Closed : SendOutcome.Queued));
        Assert.That(server.Send("more"), Is.EqualTo(SendOutcome.Closed));
        Assert.That(server.Interest, Is.EqualTo(Interest.Read), "Nothing is left to write.");
        client.Send("still heard");
        rig.Until(() => server.Text == "still heard");
        client.ShutdownSend();
        rig.Until(() => server.IsClosed);

        Assert.That(server.Calls, Is.EqualTo(new[] { "connected", "received", "input ended", "closed" }));
        Assert.That(server.Reason, Is.EqualTo(new CloseReason(CloseKind.Failed, SocketError.Shutdown)));
        Assert.That(kernel.Asked, Has.Count.EqualTo(1));
    }

    [Test]
    public void Input_kept_by_backpressure_is_delivered_when_the_output_breaks()
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(kernel);
        Halves server = new();
        RawClient client = rig.Connect(server);
        client.Send("ab");
        rig.Until(() => server.Text == "a");
        Assert.That(server.QueuedBytes, Is.EqualTo(100_000));

        kernel.SendErrors.Enqueue(Errno.EPIPE);
        kernel.Allowance = 1;
        rig.Until(() => server.Text == "ab");
        client.ShutdownSend();
        rig.Until(() => server.Reason is not null);

        Assert.That(server.Reason, Is.EqualTo(new CloseReason(CloseKind.Failed, SocketError.Shutdown)));
    }

    [Test]
    public void The_read_clock_does_not_count_the_time_before_the_output_broke()
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(kernel);
        Probe server = new() { Options = new ConnectionOptions { ReadTimeout = TimeSpan.FromSeconds(5) } };
        rig.Connect(server);
        server.Send(new byte[100_000]);
        rig.Pass(kernel, 58);

        kernel.SendErrors.Enqueue(Errno.EPIPE);
        kernel.Allowance = 1;
        rig.Pass(kernel, 4.8);
        Assert.That(server.IsClosed, Is.False);
        rig.Pass(kernel, 0.4);

        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.ReadTimeout));
    }

    [Test]
    public void What_epoll_refuses_one_connection_costs_that_one()
    {
        FullKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        (Probe server, RawClient client) = rig.Connect();
        (Probe other, RawClient _) = rig.Connect();
        server.PauseReading();

        kernel.EpollAddError = Errno.ENOSPC;
        Assert.That(server.ResumeReading, Throws.Nothing, "The caller may be another connection.");
        rig.Until(() => server.IsClosed && client.WasReset);

        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.Failed));
        Assert.That(other.IsOpen);
        Assert.That(rig.Loop.Statistics.Faults, Is.Zero);
    }

    [Test]
    public void A_new_connection_that_epoll_refuses_is_reset_and_nobody_hears_of_it()
    {
        FullKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        (Probe other, RawClient _) = rig.Connect();
        Probe server = new();

        kernel.EpollAddError = Errno.ENOMEM;
        RawClient client = rig.Connect(server);
        rig.Until(() => client.WasReset);
        kernel.EpollAddError = 0;

        Assert.That(server.Calls, Is.Empty);
        Assert.That(other.IsOpen);
        Assert.That(rig.Connect().Server.IsOpen);
    }

    /// <summary>Delivers one byte at a time, keeps the rest over a pause, and answers each with more than the peer takes.</summary>
    private sealed class Halves : ConnectionHandler
    {
        private string _kept = "";

        public string Text { get; private set; } = "";

        public CloseReason? Reason { get; private set; }

        private protected override bool HasKeptInput => _kept.Length > 0;

        private protected override void Deliver(ReadOnlySpan<byte> bytes)
        {
            _kept += System.Text.Encoding.Latin1.GetString(bytes);
            DeliverKept();
        }

        private protected override void DeliverKept()
        {
            while (CanDeliver && _kept.Length > 0)
            {
                byte first = (byte)_kept[0];
                _kept = _kept[1..];
                OnReceived([first]);
            }
        }

        protected override void OnReceived(ReadOnlySpan<byte> bytes)
        {
            Text += (char)bytes[0];
            Send(new byte[100_000]);
        }

        protected override void OnClosed(CloseReason reason) => Reason = reason;
    }
}
