using System.Net;
using Reactor.Handlers;
using Reactor.Simulation;
using Reactor.Tests.Support;

namespace Reactor.Tests.Handlers;

/// <summary>What a connection costs: allocations, system calls, memory, descriptors.</summary>
public sealed class ConnectionCostTests
{
    private const int Peers = 50;

    [TestCase(false)]
    [TestCase(true)]
    public void A_steady_connection_allocates_nothing_per_message(bool withClocks)
    {
        using EventLoop loop = new();
        using RawConnections clients = Connect(loop, Peers, withClocks);
        byte[] message = new byte[64];
        Rounds(loop, clients, message, 100);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Rounds(loop, clients, message, 200);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(allocated, Is.Zero);
    }

    [Test]
    public void A_broadcast_of_bytes_allocates_nothing_per_message()
    {
        using EventLoop loop = new();
        List<Echo> servers = [];
        using RawConnections clients = Connect(loop, Peers, withClocks: false, servers);
        byte[] message = new byte[64];
        Broadcasts(100);

        long before = GC.GetAllocatedBytesForCurrentThread();
        Broadcasts(200);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.That(allocated, Is.Zero);

        void Broadcasts(int count)
        {
            for (; count > 0; count--)
            {
                for (int index = 0; index < servers.Count; index++)
                {
                    servers[index].Send(message);
                    servers[index].Send(message);
                }

                loop.RunOnce(TimeSpan.Zero);
                for (int index = 0; index < clients.Count; index++)
                {
                    if (clients.Receive(index) != 128)
                        Assert.Fail("Both messages were to arrive in this turn.");
                }
            }
        }
    }

    [Test]
    public void At_saturation_a_message_takes_two_system_calls_and_a_share_of_the_wait()
    {
        CountingKernel kernel = new();
        using EventLoop loop = new(new EventLoopOptions { Kernel = kernel });
        using RawConnections clients = Connect(loop, Peers, withClocks: false);
        long before = kernel.Total;
        long epoll = kernel.EpollAdds + kernel.EpollModifies + kernel.EpollDeletes;

        Rounds(loop, clients, new byte[64], 100);

        Assert.That((kernel.Total - before) / (100.0 * Peers), Is.LessThanOrEqualTo(2.05));
        Assert.That(kernel.EpollAdds + kernel.EpollModifies + kernel.EpollDeletes, Is.EqualTo(epoll), "Nothing to tell epoll.");
    }

    [Test]
    public void A_short_connection_takes_at_most_three_system_calls_more_than_it_must()
    {
        CountingKernel kernel = new();
        using EventLoop loop = new(new EventLoopOptions { Kernel = kernel });
        List<Echo> servers = [];
        using RawConnections clients = Connect(loop, 0, withClocks: false, servers);
        const int Connections = 100;
        long before = kernel.Total - kernel.Waits;

        for (int index = 1; index <= Connections; index++)
        {
            clients.Open();
            clients.Send(0, [1, 2, 3]);
            loop.RunUntil(() => servers.Count == index && servers[^1].Messages == 1);
            clients.CloseLast();
            loop.RunUntil(() => servers[^1].HasClosed);
        }

        // accept4, epoll_ctl to add, recv, send, recv of the end, close.
        const int Least = 6;
        Assert.That((kernel.Total - kernel.Waits - before) / (double)Connections, Is.LessThanOrEqualTo(Least + 3));
    }

    [TestCase(false, 256)]
    [TestCase(true, 384)]
    public void An_idle_connection_holds_little_memory(bool withClocks, int most)
    {
        const int Connections = 4_000;
        using EventLoop loop = new();
        using RawConnections clients = Connect(loop, 0, withClocks, capacity: Connections);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        Fill(loop, clients, Connections);
        double fresh = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Connections;
        Rounds(loop, clients, new byte[64], 1);
        double used = (GC.GetTotalMemory(forceFullCollection: true) - before) / (double)Connections;

        TestContext.Out.WriteLine($"{fresh:0} bytes fresh, {used:0} after a message.");
        Assert.That(fresh, Is.LessThanOrEqualTo(most));
        Assert.That(used, Is.LessThanOrEqualTo(most));
    }

    private static RawConnections Connect(EventLoop loop, int count, bool withClocks, List<Echo>? servers = null, int capacity = 0)
    {
        ConnectionOptions options = withClocks ? new() { IdleTimeout = TimeSpan.FromMinutes(5) } : ConnectionOptions.Default;
        StreamListener listener = loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), () =>
        {
            Echo echo = new() { Options = options };
            servers?.Add(echo);
            return echo;
        });
        RawConnections clients = new(listener.LocalEndPoint, Math.Max(Math.Max(count, capacity), 1));
        Fill(loop, clients, count);
        return clients;
    }

    private static void Fill(EventLoop loop, RawConnections clients, int count)
    {
        while (clients.Count < count)
        {
            clients.Open();
            if (clients.Count % 32 == 0)
                loop.RunOnce(TimeSpan.Zero);
        }

        loop.RunUntil(() => loop.Statistics.OpenConnections == count);
    }

    private static void Rounds(EventLoop loop, RawConnections clients, byte[] message, int count)
    {
        for (; count > 0; count--)
        {
            for (int index = 0; index < clients.Count; index++)
                clients.Send(index, message);

            // A turn takes up to 1,024 events.
            for (int done = 0; done < clients.Count; done += 1_024)
                loop.RunOnce(TimeSpan.Zero);

            for (int index = 0; index < clients.Count; index++)
            {
                if (clients.Receive(index) != message.Length)
                    Assert.Fail("The answer was to arrive in this turn.");
            }
        }
    }

    private sealed class Echo : ConnectionHandler
    {
        public int Messages { get; private set; }

        public bool HasClosed { get; private set; }

        protected override void OnReceived(ReadOnlySpan<byte> bytes)
        {
            Messages++;
            Send(bytes);
        }

        protected override void OnClosed(CloseReason reason) => HasClosed = true;
    }
}
