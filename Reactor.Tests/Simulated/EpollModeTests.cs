using Reactor.SystemCalls;

namespace Reactor.Tests.Simulated;

/// <summary>Edge-triggered and one-shot interests, and duplicates: <c>epoll(7)</c>.</summary>
[TestFixtureSource(nameof(Both))]
public sealed class EpollModeTests(KernelKind kind) : KernelFixture(kind)
{
    private readonly ReadyEvent[] _ready = new ReadyEvent[4];
    private readonly byte[] _buffer = new byte[64];

    [Test]
    public void An_edge_is_reported_once_for_each_change()
    {
        (int epoll, int counter) = Watched(Readiness.In | Readiness.EdgeTriggered);
        Assert.That(Report(epoll), Is.EqualTo(Readiness.None));

        Kernel.EventFdWrite(counter);
        Assert.That(Report(epoll), Is.EqualTo(Readiness.In));
        Assert.That(Report(epoll), Is.EqualTo(Readiness.None));
        Kernel.EventFdWrite(counter);
        Assert.That(Report(epoll), Is.EqualTo(Readiness.In), "Another write is another edge, although nothing was read.");
        Kernel.EventFdRead(counter, out _);
        Assert.That(Report(epoll), Is.EqualTo(Readiness.None));
    }

    [Test]
    public void An_edge_that_nobody_asked_for_is_not_reported()
    {
        (int epoll, int counter) = Watched(Readiness.Out | Readiness.EdgeTriggered);
        Assert.That(Report(epoll), Is.EqualTo(Readiness.Out));

        Kernel.EventFdWrite(counter);
        Assert.That(Report(epoll), Is.EqualTo(Readiness.None));
        Kernel.EpollModify(epoll, counter, Readiness.Out | Readiness.EdgeTriggered, 1);
        Assert.That(Report(epoll), Is.EqualTo(Readiness.Out), "To modify looks anew.");
    }

    [Test]
    public void A_one_shot_is_dead_until_it_is_modified()
    {
        (int epoll, int counter) = Watched(Readiness.In | Readiness.OneShot);
        Kernel.EventFdWrite(counter);
        Assert.That(Report(epoll), Is.EqualTo(Readiness.In));
        Assert.That(Report(epoll), Is.EqualTo(Readiness.None));
        Kernel.EventFdWrite(counter);
        Assert.That(Report(epoll), Is.EqualTo(Readiness.None));

        Kernel.EpollModify(epoll, counter, Readiness.In | Readiness.OneShot, 1);
        Assert.That(Report(epoll), Is.EqualTo(Readiness.In));
    }

    [Test]
    public void Errors_and_hangups_come_unasked()
    {
        (int client, int server) = ConnectedPair();
        int epoll = Opened(Kernel.EpollCreate());
        Kernel.EpollAdd(epoll, server, Readiness.None, 1);
        CloseHard(client);
        UnderTest.Wait(epoll, _ready);

        Assert.That(_ready[0].Readiness, Is.EqualTo(Readiness.Error | Readiness.Hangup));
    }

    [Test]
    public void A_duplicate_keeps_a_closed_descriptor_reporting()
    {
        (int epoll, int counter) = Watched(Readiness.In);
        int duplicate = Opened(Kernel.Duplicate(counter));
        Kernel.EventFdWrite(counter);
        Close(counter);

        Assert.That(Report(epoll), Is.EqualTo(Readiness.In));
        Assert.That(Kernel.EpollDelete(epoll, counter), Is.EqualTo(-Errno.EBADF));
        Assert.That(Kernel.EpollAdd(epoll, duplicate, Readiness.In, 2), Is.Zero, "Another number, another registration.");
        Assert.That(Kernel.EpollWait(epoll, _ready, 0), Is.EqualTo(2));
        Close(duplicate);
        Assert.That(Report(epoll), Is.EqualTo(Readiness.None));
    }

    [Test]
    public void The_lowest_free_number_comes_next()
    {
        int first = Opened(Kernel.EventFdCreate()), second = Opened(Kernel.EventFdCreate());
        Close(first);

        // Other threads of a real process open descriptors too, but never one so low that is not free.
        Assert.That(Opened(Kernel.Duplicate(second)), Kind == KernelKind.Linux ? Is.LessThanOrEqualTo(first) : Is.EqualTo(first));
    }

    [Test]
    public void What_is_wrong_is_told_in_order()
    {
        int epoll = Opened(Kernel.EpollCreate()), inner = Opened(Kernel.EpollCreate()), counter = Opened(Kernel.EventFdCreate());

        Assert.That(Kernel.EpollAdd(counter, -1, Readiness.In, 1), Is.EqualTo(-Errno.EBADF));
        Assert.That(Kernel.EpollAdd(-1, counter, Readiness.In, 1), Is.EqualTo(-Errno.EBADF));
        Assert.That(Kernel.EpollAdd(counter, counter, Readiness.In, 1), Is.EqualTo(-Errno.EINVAL));
        Assert.That(Kernel.EpollModify(epoll, epoll, Readiness.In, 1), Is.EqualTo(-Errno.EINVAL));
        Assert.That(Kernel.EpollAdd(epoll, inner, Readiness.In, 1), Is.Zero);
        Assert.That(Kernel.EpollAdd(inner, epoll, Readiness.In, 1), Is.EqualTo(-Errno.ELOOP));
        Assert.That(Kernel.Read(epoll, _buffer), Is.EqualTo(-Errno.EINVAL));
        Assert.That(Kernel.Receive(counter, _buffer), Is.EqualTo(-Errno.ENOTSOCK));
        Assert.That(Kernel.Receive(-1, _buffer), Is.EqualTo(-Errno.EBADF));
    }

    [Test]
    public void An_instance_that_has_something_to_report_is_readable()
    {
        int outer = Opened(Kernel.EpollCreate());
        (int inner, int counter) = Watched(Readiness.In);
        Kernel.EpollAdd(outer, inner, Readiness.In, 1);
        Assert.That(Report(outer), Is.EqualTo(Readiness.None));

        Kernel.EventFdWrite(counter);
        Assert.That(Report(outer), Is.EqualTo(Readiness.In));
        Kernel.EventFdRead(counter, out _);
        Assert.That(Report(outer), Is.EqualTo(Readiness.None));
    }

    private (int Epoll, int Counter) Watched(Readiness interest)
    {
        int epoll = Opened(Kernel.EpollCreate());
        int counter = Opened(Kernel.EventFdCreate());
        Assert.That(Kernel.EpollAdd(epoll, counter, interest, 1), Is.Zero);
        return (epoll, counter);
    }

    private Readiness Report(int epoll) => Kernel.EpollWait(epoll, _ready, 0) == 0 ? Readiness.None : _ready[0].Readiness;
}
