using Reactor.SystemCalls;
using Reactor.SystemCalls.Linux;
using Reactor.Tests.SystemCalls;

namespace Reactor.Tests.Simulated;

/// <summary>A kernel, and what a test needs beside the calls: a way to let packets arrive.</summary>
internal abstract class KernelUnderTest : IDisposable
{
    public abstract Kernel Kernel { get; }

    public static KernelUnderTest Make(KernelKind kind) => kind == KernelKind.Linux ? new Real() : new Simulated();

    /// <summary>Waits until something is ready, for ten seconds at most.</summary>
    public abstract int Wait(int epoll, ReadyEvent[] ready);

    /// <summary>Lets a moment pass in which packets arrive. It may be too short: look again until a deadline.</summary>
    public abstract void LetPass();

    /// <summary>Makes a non-blocking pipe.</summary>
    public abstract (int Read, int Write) Pipe();

    public virtual void Dispose()
    {
    }

    private sealed class Real : KernelUnderTest
    {
        private const long TenSeconds = 10_000_000_000;

        public override Kernel Kernel { get; } = new LinuxKernel();

        public override int Wait(int epoll, ReadyEvent[] ready)
        {
            int count;
            do
            {
                count = Kernel.EpollWait(epoll, ready, TenSeconds);
            }
            while (count == -Errno.EINTR);

            return count;
        }

        // Loopback delivers at once, as a rule; under load a kernel thread does it, which wants a processor.
        public override void LetPass() => Thread.Yield();

        public override (int Read, int Write) Pipe()
        {
            (int read, int write) = NativeProbe.Pipe();
            Assert.That(Kernel.SetNonBlocking(read) + Kernel.SetNonBlocking(write), Is.Zero);
            return (read, write);
        }
    }

    private sealed class Simulated : KernelUnderTest
    {
        private static readonly TimeSpan s_moment = TimeSpan.FromMilliseconds(1);

        private readonly Reactor.Simulation.Simulation _simulation = new(seed: 1);
        private readonly Reactor.Simulation.SimulatedHost _host;

        public Simulated()
        {
            // The picture's memory grows as the run does, and some tests count what is allocated.
            _simulation.World.Recorder.IsOn = false;
            _host = _simulation.AddHost("host");
        }

        public override Kernel Kernel => _host.Kernel;

        public override int Wait(int epoll, ReadyEvent[] ready)
        {
            int count;
            for (int patience = 10_000; (count = Kernel.EpollWait(epoll, ready, 0)) == 0 && patience > 0; patience--)
            {
                LetPass();
            }

            return count;
        }

        public override void LetPass() => _simulation.RunFor(s_moment);

        public override (int Read, int Write) Pipe() => _host.Kernel.OpenPipe();

        // It also checks that every descriptor was closed.
        public override void Dispose()
        {
            _simulation.Dispose();
            base.Dispose();
        }
    }
}
