using Reactor.SystemCalls;
using Reactor.Tests.Simulated;

namespace Reactor.Tests.SystemCalls;

/// <summary>The counter that wakes a loop.</summary>
[TestFixtureSource(nameof(Both))]
public sealed class EventFdTests(KernelKind kind) : KernelFixture(kind)
{
    [Test]
    public void An_empty_counter_is_EAGAIN()
    {
        int counter = Opened(Kernel.EventFdCreate());

        Assert.That(Kernel.EventFdRead(counter, out ulong count), Is.EqualTo(-Errno.EAGAIN));
        Assert.That(count, Is.Zero);
    }

    [Test]
    public void Writes_add_up_and_a_read_takes_them_all()
    {
        int counter = Opened(Kernel.EventFdCreate());
        for (int i = 0; i < 3; i++)
            Assert.That(Kernel.EventFdWrite(counter), Is.GreaterThanOrEqualTo(0));

        Assert.That(Kernel.EventFdRead(counter, out ulong count), Is.GreaterThanOrEqualTo(0));
        Assert.That(count, Is.EqualTo(3));
        Assert.That(Kernel.EventFdRead(counter, out _), Is.EqualTo(-Errno.EAGAIN));
    }

    [Test]
    public void A_full_counter_is_EAGAIN_and_still_readable()
    {
        int counter = Opened(Kernel.EventFdCreate());
        Assert.That(Kernel.Write(counter, BitConverter.GetBytes(ulong.MaxValue - 1)), Is.EqualTo(8));

        Assert.That(Kernel.EventFdWrite(counter), Is.EqualTo(-Errno.EAGAIN));
        Assert.That(Kernel.EventFdRead(counter, out ulong count), Is.GreaterThanOrEqualTo(0));
        Assert.That(count, Is.EqualTo(ulong.MaxValue - 1));
    }

    [Test]
    public void No_counter_is_EBADF()
    {
        Assert.That(Kernel.EventFdWrite(-1), Is.EqualTo(-Errno.EBADF));
        Assert.That(Kernel.EventFdRead(-1, out _), Is.EqualTo(-Errno.EBADF));
    }
}
