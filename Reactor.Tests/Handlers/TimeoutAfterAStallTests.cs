using Reactor.Handlers;
using Reactor.SystemCalls;
using Reactor.Tests.Support;

namespace Reactor.Tests.Handlers;

/// <summary>A stall of the loop, or a crowd in front, is none of the peer's doing.</summary>
public sealed class TimeoutAfterAStallTests
{
    private static readonly TimeSpan s_five = TimeSpan.FromSeconds(5);

    private LateKernel _kernel = null!;
    private ConnectionRig _rig = null!;

    [SetUp]
    public void MakeRig()
    {
        _kernel = new LateKernel();
        _rig = new ConnectionRig(_kernel);
    }

    [TearDown]
    public void CloseRig() => _rig.Dispose();

    [Test]
    public void Bytes_that_wait_in_the_kernel_are_read_before_a_silence_is_ended([Values] bool idle)
    {
        Probe server = new() { Options = idle ? new ConnectionOptions { IdleTimeout = s_five } : new ConnectionOptions { ReadTimeout = s_five } };
        RawClient client = _rig.Connect(server);
        client.Send("hello");

        StallUnseen();
        Assert.That((server.Text, server.IsClosed), Is.EqualTo(("hello", false)));

        _rig.Pass(_kernel, 4.9);
        Assert.That(server.IsClosed, Is.False, "It counts from when it was read.");
        _rig.Pass(_kernel, 0.2);
        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(idle ? CloseKind.IdleTimeout : CloseKind.ReadTimeout));
    }

    [Test]
    public void An_end_that_waits_in_the_kernel_is_the_reason()
    {
        Probe server = new() { Options = new ConnectionOptions { IdleTimeout = s_five } };
        RawClient client = _rig.Connect(server);
        client.ShutdownSend();

        StallUnseen();
        _rig.Until(() => server.IsClosed);

        Assert.That(server.Count("input ended"), Is.EqualTo(1));
        Assert.That(server.Reason, Is.EqualTo(new CloseReason(CloseKind.Completed)));
    }

    [Test]
    public void Room_that_the_peer_has_made_is_used_before_output_times_out()
    {
        Probe server = new() { Options = new ConnectionOptions { WriteTimeout = s_five } };
        _rig.Connect(server);
        _kernel.Allowance = 0;
        server.Send("slow");
        _rig.Loop.RunOnce(TimeSpan.Zero);
        Assert.That(server.QueuedBytes, Is.EqualTo(4));
        _kernel.Allowance = long.MaxValue;

        StallUnseen();

        Assert.That((server.QueuedBytes, server.IsClosed), Is.EqualTo((0, false)));
    }

    [Test]
    public void The_peers_end_that_waits_in_the_kernel_completes_a_close()
    {
        Probe server = new() { Options = new ConnectionOptions { CloseTimeout = s_five } };
        RawClient client = _rig.Connect(server);
        server.Close();
        _rig.Until(() => client.HasEnded);
        client.ShutdownSend();

        StallUnseen();
        _rig.Until(() => server.IsClosed);

        Assert.That(server.Reason, Is.EqualTo(new CloseReason(CloseKind.Completed)));
    }

    [Test]
    public void A_callback_that_throws_over_what_was_found_costs_its_connection()
    {
        InvalidOperationException thrown = new("Thrown on purpose.");
        Probe server = new() { Options = new ConnectionOptions { IdleTimeout = s_five }, Received = (_, _) => throw thrown };
        RawClient client = _rig.Connect(server);
        client.Send("x");

        StallUnseen();
        _rig.Until(() => server.IsClosed);

        Assert.That(server.Reason, Is.EqualTo(new CloseReason(CloseKind.Fault, Exception: thrown)));
    }

    // What is served behind the stall, in the same turn, is noted with a time from before it.
    [TestCase(3)]
    [TestCase(6)]
    public void Who_is_served_late_in_a_long_turn_counts_from_its_end(double seconds)
    {
        Probe server = new()
        {
            Options = new ConnectionOptions { IdleTimeout = s_five },
            Received = (probe, bytes) =>
            {
                _kernel.Advance(TimeSpan.FromSeconds(seconds));
                probe.Send(bytes);
            },
        };
        RawClient client = _rig.Connect(server);
        client.Send("x");
        _rig.Until(() => server.ReceivedCount == 1);

        _rig.Pass(_kernel, 4.9);
        Assert.That(server.IsClosed, Is.False);
        _rig.Pass(_kernel, 0.2);
        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.IdleTimeout));
    }

    /// <summary>Six seconds pass, and the turn after them hears of no event yet.</summary>
    private void StallUnseen()
    {
        _kernel.Advance(TimeSpan.FromSeconds(6));
        _kernel.IsBlind = true;
        _rig.Loop.RunOnce(TimeSpan.Zero);
        _kernel.IsBlind = false;
    }

    /// <summary>Can keep its events for the next wait, as if others filled the batch.</summary>
    private sealed class LateKernel : FullKernel
    {
        public bool IsBlind { get; set; }

        public override int EpollWait(int epoll, Span<ReadyEvent> ready, long timeoutNanoseconds) =>
            IsBlind ? 0 : base.EpollWait(epoll, ready, timeoutNanoseconds);
    }
}
