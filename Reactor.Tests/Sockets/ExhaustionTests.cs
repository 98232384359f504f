using System.Net.Sockets;
using Reactor.Simulation;
using Reactor.Sockets;
using Reactor.SystemCalls;
using Reactor.Tests.Support;

namespace Reactor.Tests.Sockets;

/// <summary>Descriptors or memory have run out, under a clock that the test moves.</summary>
public sealed class ExhaustionTests : SocketFixture
{
    private const int Paused = 11;
    private const int Resumed = 13;

    private readonly List<double> _triedAt = [];

    [SetUp]
    public void UseVirtualTime()
    {
        MakeLoop(virtualTime: true);
        _triedAt.Clear();
    }

    [TestCase(Errno.EMFILE)] // Bug 10, Behaviour 54
    [TestCase(Errno.ENFILE)]
    [TestCase(Errno.ENOBUFS)]
    [TestCase(Errno.ENOMEM)]
    public void Client_waits_a_tenth_of_a_second_and_is_served_then(int errno)
    {
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        int failures = 1;
        Kernel.AcceptFault = _ => failures-- > 0 ? errno : 0;
        Client(listener);
        Loop.RunUntil(() => Loop.Statistics.AcceptPauses == 1);
        TimeSpan paused = Kernel.Elapsed;
        Loop.RunUntil(() => Accepted.Count == 1);
        Assert.That((Kernel.Elapsed - paused).TotalMilliseconds, Is.InRange(100, 101));
    }

    [Test] // Bug 10
    public void Pauses_double_up_to_a_second_without_a_turn_in_between()
    {
        FailForEver();
        Client(Loop.Listen(AnyPort, Keep));
        Loop.RunUntil(() => Loop.Statistics.AcceptPauses == 1);
        long waits = Kernel.Waits;
        Loop.RunFor(TimeSpan.FromSeconds(5));
        double[] gaps = [.. _triedAt.Zip(_triedAt.Skip(1), (earlier, later) => Math.Round(later - earlier))];
        Assert.Multiple(() =>
        {
            Assert.That(gaps, Is.EqualTo(new double[] { 100, 200, 400, 800, 1000, 1000, 1000 }).Within(1));

            // Each try is a wait that ends with the pause and one that finds the listener ready. The wheel's own steps come on top.
            Assert.That(Kernel.Waits - waits, Is.LessThan(60));
        });
    }

    [Test] // Bug 10
    public void Episode_is_logged_once_and_its_end_too()
    {
        bool exhausted = true;
        Kernel.AcceptFault = _ => exhausted ? Errno.EMFILE : 0;
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        Client(listener);
        Loop.RunFor(TimeSpan.FromSeconds(10));
        Assert.That(Log.Messages(Paused), Has.Length.EqualTo(1).And.One.Contains(listener.LocalEndPoint.ToString()).And.One.Contains("EMFILE"));

        exhausted = false;
        Loop.RunUntil(() => Accepted.Count == 1);
        Loop.RunUntilIdle();
        Assert.That(Log.Count(Resumed), Is.EqualTo(1));
    }

    [Test]
    public void New_episode_begins_with_the_shortest_pause_and_a_line_of_its_own()
    {
        bool exhausted = true;
        Kernel.AcceptFault = _ => exhausted ? Errno.EMFILE : 0;
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        Client(listener);
        Loop.RunFor(TimeSpan.FromSeconds(3));
        exhausted = false;
        Loop.RunUntil(() => Accepted.Count == 1);
        Loop.RunFor(TimeSpan.FromSeconds(5));

        int failures = 1;
        Kernel.AcceptFault = _ => failures-- > 0 ? Errno.EMFILE : 0;
        Client(listener);
        Loop.RunUntil(() => failures == 0);
        TimeSpan paused = Kernel.Elapsed;
        Loop.RunUntil(() => Accepted.Count == 2);
        Assert.Multiple(() =>
        {
            Assert.That((Kernel.Elapsed - paused).TotalMilliseconds, Is.InRange(100, 101));
            Assert.That(Log.Count(Paused), Is.EqualTo(2));
        });
    }

    [Test]
    public void Descriptor_that_this_turn_closed_is_given_back_early_and_accept_retried()
    {
        (StreamSocket leaving, Socket talker) = Pair();
        leaving.Register(Interest.Read, new ProbeHandler { Readable = _ => leaving.Dispose() });
        StreamListener listener = Loop.Listen(AnyPort, Keep);

        // The kernel is short of one descriptor: the one that the closed connection still holds until the end of the turn. Others
        // are closed before, the loop's spare ones, which are not for clients.
        long closes = Kernel.Closes + SpareDescriptors.Count;
        Kernel.AcceptFault = _ => Kernel.Closes <= closes ? Errno.EMFILE : 0;
        talker.Send("x"u8);
        Client(listener);
        Loop.RunUntil(() => Accepted.Count == 2);
        Assert.Multiple(() =>
        {
            Assert.That(Loop.Statistics.AcceptPauses, Is.Zero);
            Assert.That(Log.Count(Paused), Is.Zero);
        });
    }

    [Test]
    public void What_a_release_ahead_of_time_leaves_on_the_thread_is_not_seen_by_the_client()
    {
        AsyncLocal<string?> local = new();
        string? seen = "not accepted";
        TracedHandle leaving = new(Owned(Descriptors.EventFd(count: 1)), () => local.Value = "of the handle");
        Loop.Register(leaving, Interest.Read, new ActionHandler { Readable = static self => self.Dispose() }, ownsHandle: true);
        StreamListener listener = Loop.Listen(AnyPort, socket =>
        {
            seen = local.Value;
            Keep(socket);
        });
        Kernel.AcceptFault = _ => leaving.IsClosed ? 0 : Errno.EMFILE;
        Client(listener);

        Loop.RunUntil(() => Accepted.Count == 1);

        Assert.That(Loop.Statistics.AcceptPauses, Is.Zero);
        Assert.That(seen, Is.Null);
    }

    [Test]
    public void Giving_back_early_is_tried_once_per_wake_up()
    {
        (StreamSocket leaving, Socket talker) = Pair();
        leaving.Register(Interest.Read, new ProbeHandler { Readable = _ => leaving.Dispose() });
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        FailForEver();
        talker.Send("x"u8);
        Client(listener);
        Loop.RunUntil(() => _triedAt.Count > 0);
        Assert.Multiple(() =>
        {
            Assert.That(_triedAt, Has.Count.EqualTo(2));
            Assert.That(Loop.Statistics.AcceptPauses, Is.EqualTo(1));
        });
    }

    [Test]
    public void Released_descriptor_ends_the_pause_at_once()
    {
        (StreamSocket other, _) = Pair();
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        bool exhausted = true;
        Kernel.AcceptFault = _ => exhausted ? Errno.EMFILE : 0;
        Client(listener);
        Loop.RunUntil(() => Loop.Statistics.AcceptPauses == 1);
        TimeSpan paused = Kernel.Elapsed;
        exhausted = false;
        Loop.Defer(other.Dispose);
        Loop.RunUntil(() => Accepted.Count == 2);
        Assert.That(Kernel.Elapsed - paused, Is.LessThan(TimeSpan.FromMilliseconds(1)));
    }

    [Test] // Behaviour 54
    public void Existing_connections_do_not_notice()
    {
        (StreamSocket server, Socket client) = Pair();
        server.Register(Interest.Read, new ProbeHandler
        {
            Readable = _ =>
            {
                byte[] buffer = new byte[16];
                server.Send(buffer.AsSpan(0, server.Receive(buffer).Count));
            },
        });
        FailForEver();
        Client(Loop.Listen(AnyPort, Keep));
        Loop.RunUntil(() => Loop.Statistics.AcceptPauses == 1);
        client.Send("hello"u8);
        Loop.RunUntil(() => Loop.Statistics.BytesSent == 5);
        Assert.That(client.Read(5), Is.EqualTo("hello"u8.ToArray()));
    }

    [Test]
    public void Listener_closed_during_its_pause_stays_closed()
    {
        FailForEver();
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        Client(listener);
        Loop.RunUntil(() => Loop.Statistics.AcceptPauses == 1);
        listener.Dispose();
        Loop.RunFor(TimeSpan.FromSeconds(5));
        Assert.That(_triedAt, Has.Count.EqualTo(1));
    }

    [Test] // Bug 12
    public void Kernel_that_refuses_to_arm_the_listener_again_is_asked_later()
    {
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        int failures = 1;
        Kernel.AcceptFault = _ => failures-- > 0 ? Errno.ENOMEM : 0;
        int refusals = 1;
        Kernel.EpollAddFault = _ => refusals-- > 0 ? Errno.ENOMEM : 0;
        Client(listener);
        Loop.RunUntil(() => Accepted.Count == 1);
        Assert.Multiple(() =>
        {
            Assert.That(refusals, Is.Negative);
            Assert.That(Loop.Statistics.Faults, Is.Zero);
        });
    }

    [Test] // Bug 12
    public void Kernel_that_refuses_to_arm_the_listener_after_a_release_does_not_end_the_loop()
    {
        (StreamSocket other, _) = Pair();
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        int failures = 1;
        Kernel.AcceptFault = _ => failures-- > 0 ? Errno.ENOMEM : 0;
        Client(listener);
        Loop.RunUntil(() => Loop.Statistics.AcceptPauses == 1);
        int refusals = 1;
        Kernel.EpollAddFault = _ => refusals-- > 0 ? Errno.ENOMEM : 0;
        Loop.Defer(other.Dispose);
        Loop.RunUntil(() => Accepted.Count == 2);
        Assert.That(refusals, Is.Negative);
    }

    [Test] // Bug 12
    public void Kernel_that_refuses_to_arm_a_listener_that_is_switched_on_is_asked_later()
    {
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        listener.IsAccepting = false;
        Client(listener);
        int refusals = 1;
        Kernel.EpollAddFault = _ => refusals-- > 0 ? Errno.ENOSPC : 0;
        listener.IsAccepting = true;
        Assert.That((listener.IsAccepting, Loop.Statistics.AcceptPauses, Log.Count(Paused)), Is.EqualTo((true, 1, 1)));
        Loop.RunUntil(() => Accepted.Count == 1);
        Assert.That(refusals, Is.Negative);
    }

    private void FailForEver() => Kernel.AcceptFault = _ =>
    {
        _triedAt.Add(Kernel.Elapsed.TotalMilliseconds);
        return Errno.EMFILE;
    };
}
