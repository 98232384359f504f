using System.Net;
using System.Net.Sockets;
using Reactor.Handlers;
using Reactor.Simulation;
using Reactor.Simulation.Core;
using Reactor.SystemCalls;

namespace Reactor.Tests.Simulated;

/// <summary>A fault is something that a real kernel may do: what it never does would accuse code that is right.</summary>
public sealed class PossibleFaultTests
{
    private readonly ReadyEvent[] _ready = new ReadyEvent[4];
    private Reactor.Simulation.Simulation _simulation = null!;
    private SimulatedKernel _kernel = null!;

    [SetUp]
    public void Make()
    {
        _simulation = new Reactor.Simulation.Simulation(seed: 1);
        _kernel = _simulation.AddHost("host").Kernel;
    }

    [TearDown]
    public void Dispose()
    {
        _simulation.Faults = FaultPlan.None;
        _simulation.Dispose();
    }

    [Test]
    public void A_pipe_takes_a_short_write_whole_and_of_a_long_one_what_fits()
    {
        (int reader, int writer) = _kernel.OpenPipe();
        _simulation.Faults = new FaultPlan { ShortTransfer = 1 };
        for (int index = 0; index < 15; index++)
            Assert.That(_kernel.Write(writer, new byte[4096]), Is.EqualTo(4096));

        Assert.That(_kernel.Write(writer, new byte[100]), Is.EqualTo(100));
        Assert.That(_kernel.Write(writer, new byte[10_000]), Is.EqualTo(3996));

        Close(reader, writer);
    }

    [Test]
    public void An_event_counter_is_read_whole()
    {
        int counter = _kernel.EventFdCreate();
        _simulation.Faults = new FaultPlan { ShortTransfer = 1 };
        for (int index = 0; index < 20; index++)
        {
            Assert.That(_kernel.Write(counter, [1, 0, 0, 0, 0, 0, 0, 0]), Is.EqualTo(8));
            Assert.That(_kernel.Read(counter, new byte[8]), Is.EqualTo(8));
        }

        Close(counter);
    }

    [Test]
    public void Who_is_told_would_block_without_reason_has_another_edge()
    {
        (int reader, int writer) = _kernel.OpenPipe();
        int epoll = _kernel.EpollCreate();
        _kernel.EpollAdd(epoll, reader, Readiness.In | Readiness.EdgeTriggered, 1);
        _kernel.Write(writer, [1]);
        Assert.That(_kernel.EpollWait(epoll, _ready, 0), Is.EqualTo(1));
        _simulation.Faults = new FaultPlan { SpuriousWouldBlock = 1 };
        Assert.That(_kernel.Read(reader, new byte[8]), Is.EqualTo(-Errno.EAGAIN));

        Assert.That(_kernel.EpollWait(epoll, _ready, 0), Is.EqualTo(1));

        Close(reader, writer, epoll);
    }

    [Test]
    public void A_stale_event_has_the_data_of_a_registration_that_was()
    {
        (int reader, int writer) = _kernel.OpenPipe();
        int epoll = _kernel.EpollCreate();
        _kernel.EpollAdd(epoll, reader, Readiness.In, 77);
        Assert.That(_kernel.EpollDelete(epoll, reader), Is.Zero);
        Assert.That(_kernel.EpollDelete(epoll, reader), Is.EqualTo(-Errno.ENOENT));
        Close(reader, writer, epoll);

        Assert.That(_kernel.Stale.TryPick(new SeededRandom(1, "test"), out ulong data));
        Assert.That(data, Is.EqualTo(77));
    }

    [Test]
    public void The_answer_to_a_name_query_leaves_the_caller_who_it_was()
    {
        SimulatedHost other = _simulation.AddHost("other");
        Reached handler = new();
        _simulation.Hosts[0].Loop.Connect(new DnsEndPoint("nobody", 7000, AddressFamily.InterNetwork), handler);
        for (int calls = 0; calls < 100_000; calls++)
        {
            _ = other.Kernel.MonotonicNanoseconds;
            Assert.That(_simulation.World.Caller, Is.SameAs(other));
        }

        _simulation.RunUntil(() => handler.HasFailed);
    }

    [Test]
    public void A_long_tail_has_the_mean_that_was_asked_for()
    {
        SeededRandom random = new(1, "test");
        Latency latency = Latency.LongTailed(TimeSpan.FromMicroseconds(1), TimeSpan.FromMicroseconds(10));
        long[] draws = [.. Enumerable.Range(0, 200_000).Select(_ => latency.Sample(random))];

        Assert.That(draws.Min(), Is.GreaterThanOrEqualTo(1_000));
        Assert.That(draws.Average(), Is.EqualTo(11_000).Within(100));

        // The median of an exponential distribution is ln 2 of its mean, and one in a thousand is more than seven times the mean.
        Assert.That(draws.Order().ElementAt(100_000), Is.EqualTo(7_931).Within(100));
        Assert.That(draws.Count(draw => draw > 1_000 + 69_078), Is.EqualTo(200).Within(50));
    }

    private void Close(params int[] descriptors)
    {
        foreach (int descriptor in descriptors)
            _kernel.Close(descriptor);
    }

    private sealed class Reached : ConnectionHandler
    {
        public bool HasFailed { get; private set; }

        protected override void OnReceived(ReadOnlySpan<byte> bytes)
        {
        }

        protected override void OnConnectFailed(ConnectFailure failure) => HasFailed = true;
    }
}
