using System.Net.Sockets;
using Reactor.Simulation;
using Reactor.SystemCalls;

namespace Reactor.Tests.Sockets;

/// <summary>Closing a listener without losing those who were let in.</summary>
public sealed class DrainTests : SocketFixture
{
    [Test] // Bug 36
    public void Draining_accepts_the_queue_before_closing()
    {
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        Socket client = Client(listener);
        Client(listener);
        client.Send("early"u8);
        listener.DrainAndClose();
        byte[] buffer = new byte[16];
        Assert.Multiple(() =>
        {
            Assert.That(listener.IsOpen, Is.False);
            Assert.That(Accepted, Has.Count.EqualTo(2));
            Assert.That(Accepted[0].Receive(buffer).Count, Is.EqualTo(5));
        });
    }

    [Test] // Behaviour 7
    public void Callback_of_draining_between_turns_is_a_callback_as_any_other()
    {
        List<string> refused = [];
        StreamListener listener = Loop.Listen(
            AnyPort,
            socket =>
            {
                Keep(socket);
                foreach (Action nested in new Action[] { () => Loop.Run(), () => Loop.RunOnce(TimeSpan.Zero), Loop.Dispose })
                    refused.Add(Assert.Throws<InvalidOperationException>(() => nested())!.Message);
            });
        Client(listener);

        listener.DrainAndClose();

        Assert.That(refused, Has.Count.EqualTo(3).And.All.Contains("inside a callback"));
        Loop.RunOnce(TimeSpan.Zero);
    }

    [Test] // Bug 36
    public void Draining_is_not_bound_to_the_budget_of_a_wake_up()
    {
        MakeLoop(acceptBudget: 2);
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        for (int client = 0; client < 7; client++)
        {
            Client(listener);
        }

        listener.DrainAndClose();
        Assert.That(Accepted, Has.Count.EqualTo(7));
    }

    [Test] // Bug 19
    public void Draining_ends_although_clients_keep_coming()
    {
        StreamListener? listener = null;
        listener = Loop.Listen(
            AnyPort,
            socket =>
            {
                Keep(socket);
                if (Accepted.Count < 100)
                {
                    Client(listener!);
                }
            },
            new ListenOptions { Backlog = 8 });
        Client(listener);
        listener.DrainAndClose();
        Assert.That(Accepted, Has.Count.InRange(1, 9), "As many as the queue can have held when draining began.");
    }

    // Bug 19. Such a backlog leaves the length to the kernel; here somebody comes, and gives up, whenever one was taken.
    [TestCase(-1)]
    [TestCase(int.MaxValue)]
    [TestCase(int.MaxValue - 1)]
    public void Draining_ends_whatever_the_backlog(int backlog)
    {
        const int Endless = 100_000;
        StreamListener listener = Loop.Listen(AnyPort, Keep, new ListenOptions { Backlog = backlog });
        Kernel.AcceptFault = _ => Kernel.AcceptCalls < Endless ? Errno.ECONNABORTED : Errno.EAGAIN;
        listener.DrainAndClose();
        Assert.That(Kernel.AcceptCalls, Is.GreaterThan(1).And.LessThan(Endless));
    }

    [Test]
    public void Draining_from_inside_the_callback_does_not_nest_with_every_client()
    {
        int depth = 0;
        int deepest = 0;
        StreamListener? listener = null;
        listener = Loop.Listen(AnyPort, socket =>
        {
            Keep(socket);
            deepest = Math.Max(deepest, ++depth);
            listener!.DrainAndClose();
            depth--;
        });
        for (int client = 0; client < 10; client++)
        {
            Client(listener);
        }

        Loop.RunUntil(() => Accepted.Count == 10);
        Assert.That(deepest, Is.LessThanOrEqualTo(2));
    }

    [Test]
    public void Draining_between_turns_leaves_the_callers_context_as_it_was()
    {
        SynchronizationContext? inside = null;
        StreamListener listener = Loop.Listen(AnyPort, socket =>
        {
            inside = SynchronizationContext.Current;
            Keep(socket);
        });
        Client(listener);
        SynchronizationContext? outside = SynchronizationContext.Current;
        listener.DrainAndClose();
        Assert.Multiple(() =>
        {
            Assert.That(inside, Is.SameAs(Loop.SynchronizationContext));
            Assert.That(SynchronizationContext.Current, Is.SameAs(outside));
        });
    }

    [Test]
    public void Listener_that_does_not_accept_is_closed_without_draining()
    {
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        listener.IsAccepting = false;
        Client(listener);
        listener.DrainAndClose();
        Assert.Multiple(() =>
        {
            Assert.That(Accepted, Is.Empty);
            Assert.That(listener.IsOpen, Is.False);
        });
    }
}
