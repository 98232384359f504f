using System.Diagnostics;

namespace Reactor.Tests.SystemCalls;

/// <summary>The two clocks.</summary>
public sealed class LinuxClockTests : LinuxKernelFixture
{
    [Test]
    public void The_monotonic_clock_counts_nanoseconds_and_never_goes_back()
    {
        Assert.That(Stopwatch.Frequency, Is.EqualTo(1_000_000_000), "The kernel takes a tick for a nanosecond.");
        long last = Kernel.MonotonicNanoseconds;
        for (int i = 0; i < 1_000; i++)
        {
            long now = Kernel.MonotonicNanoseconds;
            Assert.That(now, Is.GreaterThanOrEqualTo(last));
            last = now;
        }
    }

    [Test]
    public void The_wall_clock_is_that_of_the_base_library()
    {
        long before = (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * 100;
        long now = Kernel.RealtimeNanoseconds;
        long after = ((DateTime.UtcNow - DateTime.UnixEpoch).Ticks + 1) * 100;

        Assert.That(now, Is.InRange(before, after));
    }
}
