using Reactor.SystemCalls;
using Reactor.Tests.Simulated;

namespace Reactor.Tests.SystemCalls;

/// <summary><c>epoll_ctl(2)</c>: what is in, what changes and what is refused.</summary>
[TestFixtureSource(nameof(Both))]
public sealed class EpollTests(KernelKind kind) : KernelFixture(kind)
{
    [Test]
    public void Adding_twice_is_EEXIST_and_changing_or_deleting_what_is_not_there_is_ENOENT()
    {
        int epoll = Opened(Kernel.EpollCreate());
        int counter = Opened(Kernel.EventFdCreate());

        Assert.That(Kernel.EpollModify(epoll, counter, Readiness.In, 1), Is.EqualTo(-Errno.ENOENT));
        Assert.That(Kernel.EpollDelete(epoll, counter), Is.EqualTo(-Errno.ENOENT));
        Assert.That(Kernel.EpollAdd(epoll, counter, Readiness.In, 1), Is.Zero);
        Assert.That(Kernel.EpollAdd(epoll, counter, Readiness.In, 1), Is.EqualTo(-Errno.EEXIST));
        Assert.That(Kernel.EpollDelete(epoll, counter), Is.Zero);
        Assert.That(Kernel.EpollDelete(epoll, counter), Is.EqualTo(-Errno.ENOENT));
    }

    [Test]
    public void A_closed_descriptor_falls_silent()
    {
        int epoll = Opened(Kernel.EpollCreate());
        int counter = Opened(Kernel.EventFdCreate());
        Assert.That(Kernel.EpollAdd(epoll, counter, Readiness.Out, 1), Is.Zero);
        Close(counter);

        Assert.That(Kernel.EpollWait(epoll, new ReadyEvent[1], 0), Is.Zero);
    }

    [Test]
    public void No_descriptor_is_EBADF()
    {
        int epoll = Opened(Kernel.EpollCreate());

        Assert.That(Kernel.EpollAdd(epoll, -1, Readiness.In, 1), Is.EqualTo(-Errno.EBADF));
        Assert.That(Kernel.EpollModify(epoll, -1, Readiness.In, 1), Is.EqualTo(-Errno.EBADF));
        Assert.That(Kernel.EpollDelete(epoll, -1), Is.EqualTo(-Errno.EBADF));
        Assert.That(Kernel.Close(-1), Is.EqualTo(-Errno.EBADF));
    }

    [Test]
    public void Modify_changes_both_the_interest_and_the_data()
    {
        int epoll = Opened(Kernel.EpollCreate());
        int counter = Opened(Kernel.EventFdCreate());
        ReadyEvent[] ready = new ReadyEvent[4];

        Assert.That(Kernel.EpollAdd(epoll, counter, Readiness.In, 1), Is.Zero);
        Assert.That(Kernel.EpollWait(epoll, ready, 0), Is.Zero);
        Assert.That(Kernel.EpollModify(epoll, counter, Readiness.Out, 2), Is.Zero);
        Assert.That(Kernel.EpollWait(epoll, ready, 0), Is.EqualTo(1));
        Assert.That(ready[0], Is.EqualTo(new ReadyEvent(Readiness.Out, 2)));
    }

    [Test]
    public void It_is_level_triggered()
    {
        int epoll = Opened(Kernel.EpollCreate());
        int counter = Opened(Kernel.EventFdCreate());
        Kernel.EventFdWrite(counter);
        Kernel.EpollAdd(epoll, counter, Readiness.In, 1);
        ReadyEvent[] ready = new ReadyEvent[1];

        Assert.That(Kernel.EpollWait(epoll, ready, 0), Is.EqualTo(1));
        Assert.That(Kernel.EpollWait(epoll, ready, 0), Is.EqualTo(1), "Nothing was read, so it is still ready.");
    }

    [Test]
    public void More_events_than_fit_come_in_turns()
    {
        int epoll = Opened(Kernel.EpollCreate());
        for (ulong i = 0; i < 5; i++)
            Assert.That(Kernel.EpollAdd(epoll, Opened(Kernel.EventFdCreate()), Readiness.Out, i), Is.Zero);

        HashSet<ulong> seen = [];
        ReadyEvent[] ready = new ReadyEvent[2];
        for (int i = 0; i < 3; i++)
        {
            Assert.That(Kernel.EpollWait(epoll, ready, 0), Is.EqualTo(2));
            seen.UnionWith(ready.Select(each => each.Data));
        }

        Assert.That(seen, Has.Count.EqualTo(5));
    }

    [Test]
    public void A_fresh_socket_reports_a_hangup_so_it_is_added_only_after_connect()
    {
        int epoll = Opened(Kernel.EpollCreate());
        int socket = TcpSocket();
        Kernel.EpollAdd(epoll, socket, Readiness.Out, 1);
        ReadyEvent[] ready = new ReadyEvent[1];

        Assert.That(Kernel.EpollWait(epoll, ready, 0), Is.EqualTo(1));
        Assert.That(ready[0].Readiness, Is.EqualTo(Readiness.Out | Readiness.Hangup));
    }
}
