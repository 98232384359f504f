using System.Net;
using System.Runtime.InteropServices;
using Reactor.Simulation;
using Reactor.SystemCalls;
using Reactor.Tests.Support;

namespace Reactor.Tests.Conformance;

/// <summary>Two loops on the real kernel, turned alternately. Their clocks are virtual, so that an hour takes no time.</summary>
internal sealed class LinuxStage : Stage
{
    // Loopback delivers inside the sender's call, as a rule. When it was put off, it is done within a few looks.
    private const int QuietRounds = 8;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    private readonly VirtualClockKernel _serverKernel = new();
    private readonly VirtualClockKernel _clientKernel = new();

    public LinuxStage(EventLoopOptions server)
    {
        Server = new EventLoop(new EventLoopOptions(server) { Kernel = _serverKernel });
        Client = new EventLoop(new EventLoopOptions { Kernel = _clientKernel });
    }

    public override EventLoop Server { get; }

    public override EventLoop Client { get; }

    public override Kernel ServerKernel => _serverKernel;

    public override Kernel ClientKernel => _clientKernel;

    public override IPAddress Address => IPAddress.Loopback;

    /// <summary>For how long, in real time, nothing must have happened until it counts as quiet.</summary>
    public TimeSpan Caution { get; set; } = TimeSpan.FromMilliseconds(2);

    public override void RunUntil(Func<bool> condition, string expression = "")
    {
        long start = TimeProvider.System.GetTimestamp();
        int idle = 0;
        while (!condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > s_patience)
                throw new TimeoutException($"Still waiting for: {expression}.");

            idle = TurnBoth(TimeSpan.Zero) ? 0 : idle + 1;
            if (idle > QuietRounds)
            {
                TurnBoth(TimeSpan.FromMilliseconds(1));
                Thread.Yield();
            }
        }
    }

    public override void RunFor(TimeSpan time)
    {
        Settle();
        Server.RunFor(time);
        Settle();
        Client.RunFor(time);
        Settle();
    }

    public override long TurnsIn(TimeSpan time)
    {
        // The turns that look whether all is quiet are the test's, not the loop's.
        Settle();
        long before = Server.Statistics.Turns;
        Server.RunFor(time);
        return Server.Statistics.Turns - before;
    }

    public override void Settle()
    {
        long start = TimeProvider.System.GetTimestamp();
        for (int idle = 0; idle < QuietRounds || TimeProvider.System.GetElapsedTime(start) < Caution;)
        {
            if (TurnBoth(TimeSpan.Zero))
            {
                idle = 0;
                start = TimeProvider.System.GetTimestamp();
            }
            else if (++idle > QuietRounds)
            {
                Thread.Yield();
            }
        }
    }

    public override void Stall(TimeSpan time) => _serverKernel.Advance(time);

    public override void DuringSleep(Action elsewhere)
    {
        Settle();
        _serverKernel.DuringSleep = elsewhere;
        Server.RunOnce(TimeSpan.FromMinutes(10));
    }

    public override void LeaveDescriptors(int count) => _serverKernel.DescriptorLimit = _serverKernel.OpenDescriptors.Count + count;

    public override (SafeHandle Read, SafeHandle Write) Pipe() => Descriptors.Pipe();

    public override void Dispose()
    {
        Client.Dispose();
        Server.Dispose();
    }

    /// <returns>Whether there was anything to do.</returns>
    private bool TurnBoth(TimeSpan wait)
    {
        long before = Work(Server) + Work(Client);
        Server.RunOnce(wait);
        Client.RunOnce(wait);
        return before != Work(Server) + Work(Client) || Server.HasPendingWork || Client.HasPendingWork;
    }

    private static long Work(EventLoop loop) => loop.Statistics.Events + loop.Statistics.Tasks + loop.Statistics.Timers;
}
