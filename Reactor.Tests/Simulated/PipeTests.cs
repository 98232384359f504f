using Reactor.SystemCalls;

namespace Reactor.Tests.Simulated;

/// <summary><c>pipe(7)</c>.</summary>
[TestFixtureSource(nameof(Both))]
public sealed class PipeTests(KernelKind kind) : KernelFixture(kind)
{
    private readonly byte[] _buffer = new byte[128 * 1024];

    [Test]
    public void A_drained_pipe_without_a_writer_is_hung_up_and_nothing_else()
    {
        (int read, int write) = Pipe();
        Assert.That(ReadinessOf(read), Is.EqualTo(Readiness.None));
        Assert.That(ReadinessOf(write), Is.EqualTo(Readiness.Out));
        Kernel.Write(write, "abc"u8);
        Close(write);

        Assert.That(ReadinessOf(read), Is.EqualTo(Readiness.In | Readiness.Hangup));
        Assert.That(Kernel.Read(read, _buffer), Is.EqualTo(3));
        Assert.That(ReadinessOf(read), Is.EqualTo(Readiness.Hangup));
        Assert.That(Kernel.Read(read, _buffer), Is.Zero);
    }

    [Test]
    public void A_pipe_without_a_reader_is_broken()
    {
        (int read, int write) = Pipe();
        Close(read);

        Assert.That(ReadinessOf(write), Is.EqualTo(Readiness.Out | Readiness.Error));
        Assert.That(Kernel.Write(write, "x"u8), Is.EqualTo(-Errno.EPIPE));
        Assert.That(Kernel.Write(write, []), Is.Zero);
    }

    [Test]
    public void A_full_pipe_without_a_reader_is_not_writable()
    {
        (int read, int write) = Pipe();
        Fill(write);
        Close(read);

        Assert.That(ReadinessOf(write), Is.EqualTo(Readiness.Error));
    }

    [Test]
    public void A_full_pipe_is_writable_when_a_page_is_free()
    {
        (int read, int write) = Pipe();
        Assert.That(Fill(write), Is.EqualTo(64 * 1024));
        Assert.That(ReadinessOf(write), Is.EqualTo(Readiness.None));

        Kernel.Read(read, _buffer.AsSpan(0, 4095));
        Assert.That(ReadinessOf(write), Is.EqualTo(Readiness.None));
        Kernel.Read(read, _buffer.AsSpan(0, 1));
        Assert.That(ReadinessOf(write), Is.EqualTo(Readiness.Out));
    }

    [Test]
    public void Each_end_has_one_direction()
    {
        (int read, int write) = Pipe();

        Assert.That(Kernel.Write(read, "x"u8), Is.EqualTo(-Errno.EBADF));
        Assert.That(Kernel.Read(write, _buffer), Is.EqualTo(-Errno.EBADF));
        Assert.That(Kernel.Read(read, _buffer), Is.EqualTo(-Errno.EAGAIN));
        Assert.That(Kernel.Read(read, []), Is.Zero);
    }

    private int Fill(int write)
    {
        int total = 0;
        for (int count; (count = Kernel.Write(write, _buffer)) > 0;)
            total += count;

        return total;
    }
}
