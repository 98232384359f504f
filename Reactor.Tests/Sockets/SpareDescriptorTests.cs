using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Reactor.Handlers;
using Reactor.Simulation;
using Reactor.Sockets;
using Reactor.Tests.Support;

namespace Reactor.Tests.Sockets;

/// <summary>What the loop leaves to the rest of the process when descriptors have run out.</summary>
public sealed class SpareDescriptorTests : SocketFixture
{
    private const int Spares = SpareDescriptors.Count;

    [SetUp]
    public void UseVirtualTime() => MakeLoop(virtualTime: true);

    [Test]
    public void None_are_taken_before_somebody_comes()
    {
        int before = Kernel.OpenDescriptors.Count;
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        Loop.RunFor(TimeSpan.FromSeconds(1));
        Assert.That(Kernel.OpenDescriptors, Has.Count.EqualTo(before + 1));

        Client(listener);
        Loop.RunUntil(() => Accepted.Count == 1);
        Assert.That(Kernel.OpenDescriptors, Has.Count.EqualTo(before + 2 + Spares));
    }

    [Test]
    public void Two_listeners_share_them_and_the_last_gives_them_back()
    {
        int before = Kernel.OpenDescriptors.Count;
        StreamListener[] listeners = [Loop.Listen(AnyPort, Keep), Loop.Listen(AnyPort, Keep)];
        Client(listeners[0]);
        Client(listeners[1]);
        Loop.RunUntil(() => Accepted.Count == 2);
        Assert.That(Kernel.OpenDescriptors, Has.Count.EqualTo(before + 4 + Spares));

        listeners[0].Dispose();
        Assert.That(Kernel.OpenDescriptors, Has.Count.EqualTo(before + 3 + Spares));

        listeners[1].Dispose();
        Assert.That(Kernel.OpenDescriptors, Has.Count.EqualTo(before + 2));
    }

    [Test]
    public void Client_that_takes_the_last_descriptor_frees_them()
    {
        Fill(clients: 1);
        Assert.Multiple(() =>
        {
            Assert.That(Accepted, Has.Count.EqualTo(1));
            Assert.That(Loop.Statistics.AcceptPauses, Is.EqualTo(1));
            Assert.That(Kernel.FreeDescriptors, Is.EqualTo(Spares));
        });
    }

    [Test] // Bug 10
    public void What_is_free_stays_free_while_clients_wait()
    {
        Client(Fill(clients: 1));
        Loop.RunFor(TimeSpan.FromSeconds(5));
        Assert.Multiple(() =>
        {
            Assert.That(Accepted, Has.Count.EqualTo(1));
            Assert.That(Loop.Statistics.AcceptPauses, Is.InRange(2, 10));
            Assert.That(Kernel.FreeDescriptors, Is.EqualTo(Spares));
        });
    }

    [Test]
    public void Nobody_is_accepted_before_all_are_taken_again()
    {
        StreamListener listener = Fill(clients: 1);
        Kernel.DescriptorLimit--;
        Client(listener);
        long accepts = Kernel.AcceptCalls;
        Loop.RunFor(TimeSpan.FromSeconds(5));
        Assert.That(Kernel.AcceptCalls, Is.EqualTo(accepts));
        Assert.That(Kernel.FreeDescriptors, Is.EqualTo(Spares - 1), "Those that could be taken are given back.");

        Kernel.DescriptorLimit += 2;
        Loop.RunUntil(() => Accepted.Count == 2);
        Assert.That(Kernel.FreeDescriptors, Is.EqualTo(Spares));
    }

    [Test]
    public void Loop_that_never_had_enough_lets_nobody_in_and_holds_nothing()
    {
        StreamListener listener = Loop.Listen(AnyPort, Keep);
        Kernel.DescriptorLimit = Kernel.OpenDescriptors.Count + (Spares / 2);
        Client(listener);
        Loop.RunUntil(() => Loop.Statistics.AcceptPauses == 1);
        Assert.Multiple(() =>
        {
            Assert.That(Kernel.AcceptCalls, Is.Zero);
            Assert.That(Kernel.FreeDescriptors, Is.EqualTo(Spares / 2));
        });
    }

    [Test]
    public void Callback_of_a_client_that_comes_out_of_the_queue_has_room()
    {
        List<int> room = [];
        StreamListener listener = Fill(clients: 1, accepted: socket =>
        {
            Keep(socket);
            room.Add(Kernel.FreeDescriptors);
        });
        Client(listener);
        Client(listener);
        Loop.Defer(Accepted[0].Dispose);
        Loop.RunUntil(() => Accepted.Count == 2);
        Loop.Defer(Accepted[1].Dispose);
        Loop.RunUntil(() => Accepted.Count == 3);
        Assert.That(room.Skip(1), Is.EqualTo(new[] { Spares, Spares }));
    }

    [Test] // Behaviour 54
    public void Released_descriptor_goes_to_a_client_at_once_and_the_room_stays()
    {
        Client(Fill(clients: 2));
        Loop.RunFor(TimeSpan.FromSeconds(5));
        TimeSpan before = Kernel.Elapsed;
        Loop.Defer(Accepted[0].Dispose);
        Loop.RunUntil(() => Accepted.Count == 3);
        Assert.Multiple(() =>
        {
            Assert.That(Kernel.Elapsed - before, Is.LessThan(TimeSpan.FromMilliseconds(1)));
            Assert.That(Kernel.FreeDescriptors, Is.EqualTo(Spares));
        });
    }

    [Test]
    public void Listener_that_closes_while_it_waits_leaves_nothing_behind()
    {
        StreamListener listener = Fill(clients: 1);
        Client(listener);
        listener.DrainAndClose();
        Assert.That(Kernel.FreeDescriptors, Is.EqualTo(Spares + 1));
    }

    [Test]
    public void Clients_are_turned_away_through_the_reserve_and_the_room_stays()
    {
        EndPoint server = Fill(clients: 1, ExhaustionPolicy.Shed).LocalEndPoint;
        Assert.That(Kernel.FreeDescriptors, Is.EqualTo(Spares));
        Socket[] clients = [Client(server), Client(server), Client(server)];
        Loop.RunUntil(() => Loop.Statistics.Shed == 3);
        Assert.Multiple(() =>
        {
            Assert.That(clients.Select(static client => client.Look()), Has.All.EqualTo(SocketError.ConnectionReset));
            Assert.That(Accepted, Has.Count.EqualTo(1));
            Assert.That(Kernel.FreeDescriptors, Is.EqualTo(Spares));
        });
    }

    // While the loop looks, the rest of the process has no descriptor for a moment.
    [Test]
    public void A_flood_of_clients_that_are_turned_away_does_not_make_the_loop_look_for_room_each_time()
    {
        EndPoint server = Fill(clients: 1, ExhaustionPolicy.Shed).LocalEndPoint;
        long before = Kernel.EventFdCreates;
        for (int count = 1; count <= 20; count++)
        {
            Client(server);
            Loop.RunUntil(() => Loop.Statistics.Shed == count);
        }

        // The reserve is taken again after each client, and after each look at an empty queue.
        Assert.That(Kernel.EventFdCreates - before, Is.LessThanOrEqualTo((2 * 20) + (3 * Spares)));
    }

    [Test]
    public void Clients_are_served_again_when_a_connection_ends_while_others_are_turned_away()
    {
        EndPoint server = Fill(clients: 1, ExhaustionPolicy.Shed).LocalEndPoint;
        Client(server);
        Client(server);
        Loop.RunUntil(() => Loop.Statistics.Shed == 2);
        Accepted[0].Dispose();
        Client(server);
        Loop.RunUntil(() => Accepted.Count == 2);
        Assert.That(Kernel.FreeDescriptors, Is.EqualTo(Spares));
    }

    [Test]
    public void Clients_are_served_again_a_tenth_of_a_second_after_there_is_room()
    {
        EndPoint server = Fill(clients: 1, ExhaustionPolicy.Shed).LocalEndPoint;
        Client(server);
        Client(server);
        Loop.RunUntil(() => Loop.Statistics.Shed == 2);
        Kernel.DescriptorLimit++;
        Loop.RunFor(TimeSpan.FromMilliseconds(101));
        Client(server);
        Loop.RunUntil(() => Accepted.Count == 2);
    }

    [Test]
    public void Simulated_host_that_is_full_can_still_make_a_pipe()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 7);
        SimulatedHost server = simulation.AddHost("server"), clients = simulation.AddHost("clients");
        server.DescriptorLimit = 40;
        server.Loop.Listen(new IPEndPoint(IPAddress.Any, 7000), static () => new Silent());
        for (int count = 0; count < 60; count++)
        {
            clients.Loop.Connect(server.At(7000), new Silent());
        }

        simulation.RunUntil(() => server.Loop.Statistics.AcceptPauses > 0);

        List<SafeHandle> pipes = [];
        for (int count = 0; count < Spares / 2; count++)
        {
            SimulatedPipe pipe = server.CreatePipe();
            pipes.AddRange([pipe.Reader, pipe.Writer]);
        }

        Assert.That(server.CreatePipe, Throws.InstanceOf<IOException>());
        pipes.ForEach(static end => end.Dispose());
    }

    /// <summary>Listens, and lets in as many clients as there are descriptors for.</summary>
    private StreamListener Fill(int clients, ExhaustionPolicy policy = ExhaustionPolicy.Wait, Action<StreamSocket>? accepted = null)
    {
        StreamListener listener = Loop.Listen(AnyPort, accepted ?? Keep, new ListenOptions { OnExhaustion = policy });
        Kernel.DescriptorLimit = Kernel.OpenDescriptors.Count + Spares + clients;
        for (int count = 1; count <= clients; count++)
        {
            Client(listener);
            Loop.RunUntil(() => Accepted.Count == count);
        }

        Loop.RunUntilIdle();
        return listener;
    }

    private sealed class Silent : ConnectionHandler
    {
        protected override void OnReceived(ReadOnlySpan<byte> bytes)
        {
        }
    }
}
