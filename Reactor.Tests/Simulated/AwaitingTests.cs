using System.Net;
using Reactor.Handlers;
using Reactor.Simulation;

namespace Reactor.Tests.Simulated;

/// <summary>What a test awaits between two runs goes on in the next one, on its own thread.</summary>
public sealed class AwaitingTests
{
    [Test]
    public void A_server_that_awaits_its_listener_can_be_started_by_a_test([Range(1, 20)] int seed)
    {
        using Reactor.Simulation.Simulation simulation = new(seed);
        SimulatedHost server = simulation.AddHost("server"), client = simulation.AddHost("client");
        int thread = Environment.CurrentManagedThreadId;
        int resumedOn = 0;

        Task started = Start(server.Loop);
        simulation.RunUntil(() => started.IsCompleted);
        started.GetAwaiter().GetResult();
        Talker talker = new();
        client.Loop.Connect(server.At(7000), talker);
        simulation.RunUntil(() => talker.IsOpen);

        Assert.That(resumedOn, Is.EqualTo(thread));

        async Task Start(EventLoop loop)
        {
            await loop.ListenAsync(new DnsEndPoint("server", 7000), () => new Talker());
            resumedOn = Environment.CurrentManagedThreadId;
            Assert.That(await loop.InvokeAsync(static () => 42), Is.EqualTo(42));
        }
    }

    [Test]
    public void What_is_awaited_when_the_time_is_over_still_goes_on()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 1);
        SimulatedHost host = simulation.AddHost("host");
        Task<int> task = Twice(host.Loop);

        simulation.RunFor(TimeSpan.FromSeconds(1));

        Assert.That(task.IsCompleted);

        static async Task<int> Twice(EventLoop loop) => 2 * await loop.InvokeAsync(static () => 21);
    }

    [Test]
    public void The_context_that_was_there_before_is_there_again()
    {
        SynchronizationContext? before = SynchronizationContext.Current;
        using (Reactor.Simulation.Simulation simulation = new(seed: 1))
        {
            Assert.That(SynchronizationContext.Current, Is.Not.SameAs(before));
        }

        Assert.That(SynchronizationContext.Current, Is.SameAs(before));
    }

    [Test]
    public void What_ends_on_another_thread_ends_the_run()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 1);
        TaskCompletionSource elsewhere = new();
        _ = Await(elsewhere.Task);
        Support.Elsewhere.Run(elsewhere.SetResult);

        Assert.That(() => simulation.RunFor(TimeSpan.FromSeconds(1)), Throws.TypeOf<SimulationException>().With.Message.Contains("awaited"));

        static async Task Await(Task task) => await task;
    }

    private sealed class Talker : ConnectionHandler
    {
        protected override void OnReceived(ReadOnlySpan<byte> bytes)
        {
        }
    }
}
