using System.Net;
using System.Text;
using Reactor.Handlers;
using Reactor.Simulation;

namespace Reactor.Tests.Simulated;

/// <summary>The bug of <c>docs/simulation.md</c>: it is found, and its remedy is one.</summary>
public sealed class BugFoundBySeedTests
{
    private static readonly FaultPlan s_shortReads = new() { ShortTransfer = 0.2 };
    private static readonly string[] s_expected = ["apples", "pears"];

    [Test]
    public void A_handler_that_takes_a_read_for_a_message_is_found()
    {
        SimulationException failure = Assert.Throws<SimulationException>(() => Explore(static () => new Orders()))!;

        Assert.That(failure.Failure, Is.EqualTo(SimulationFailure.Exception));
        Assert.That(failure.InnerException, Is.TypeOf<AssertionException>());
        Assert.That(() => Order(failure.Seed), Throws.TypeOf<AssertionException>(), "The seed shows it again.");
    }

    [Test]
    public void A_line_handler_is_not() => Explore(static () => new OrderLines());

    private static void Explore<THandler>(Func<THandler> make)
        where THandler : ConnectionHandler, IOrders =>
        Reactor.Simulation.Simulation.Explore(100, simulation => Order(simulation, make()), s_shortReads, traceFolder: TestContext.CurrentContext.WorkDirectory);

    private static void Order(long seed)
    {
        using Reactor.Simulation.Simulation simulation = new(seed) { Faults = s_shortReads.Swarm(seed) };
        Order(simulation, new Orders());
    }

    private static void Order<THandler>(Reactor.Simulation.Simulation simulation, THandler orders)
        where THandler : ConnectionHandler, IOrders
    {
        SimulatedHost server = simulation.AddHost("server"), client = simulation.AddHost("client");
        server.Loop.Listen(new IPEndPoint(IPAddress.Any, 7000), () => orders);
        Customer customer = new("apples\npears\n");
        client.Loop.Connect(server.At(7000), customer);

        simulation.RunUntil(() => customer.IsServed);

        if (!orders.Taken.SequenceEqual(s_expected))
            throw new AssertionException($"The orders are {string.Join(", ", orders.Taken)}.");
    }

    private interface IOrders
    {
        List<string> Taken { get; }
    }

    private sealed class Orders : ConnectionHandler, IOrders
    {
        public List<string> Taken { get; } = [];

        protected override void OnReceived(ReadOnlySpan<byte> bytes) =>
            Taken.AddRange(Encoding.ASCII.GetString(bytes).Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private sealed class OrderLines : LineHandler, IOrders
    {
        public List<string> Taken { get; } = [];

        protected override void OnLine(ReadOnlySpan<byte> line) => Taken.Add(Encoding.ASCII.GetString(line));
    }

    private sealed class Customer(string order) : ConnectionHandler
    {
        public bool IsServed { get; private set; }

        protected override void OnConnected()
        {
            Send(Encoding.ASCII.GetBytes(order));
            Close();
        }

        protected override void OnReceived(ReadOnlySpan<byte> bytes)
        {
        }

        protected override void OnClosed(CloseReason reason) => IsServed = true;
    }
}
