using System.Net;
using System.Net.Sockets;
using Reactor.Handlers;
using Reactor.Tests.Support;

namespace Reactor.Tests.Handlers;

/// <summary>Awaiting inside a handler, and what is current in its callbacks.</summary>
public sealed class HandlerContextTests
{
    private readonly AsyncLocal<string?> _local = new();

    [SetUp]
    public void Clear() => _local.Value = null;

    [Test]
    public void An_async_local_does_not_leak_from_one_callback_into_the_next()
    {
        using ConnectionRig rig = new();
        List<string?> seen = [];
        Probe first = new() { Connected = Look, Received = (probe, _) => Look(probe), Drained = See, InputEnded = Look, Closed = Look };
        Probe second = new() { Connected = Look, Received = (probe, _) => Look(probe), Drained = See, InputEnded = Look, Closed = Look };
        RawClient one = rig.Connect(first);
        RawClient two = rig.Connect(second);
        one.Send("x");
        two.Send("x");
        rig.Until(() => first.Count("received") + second.Count("received") == 2);
        one.ShutdownSend();
        two.ShutdownSend();
        rig.Until(() => first.Count("input ended") + second.Count("input ended") == 2);
        first.Schedule(TimeSpan.Zero, () => Look(first));
        first.Defer(() => Look(first));
        second.Defer(() => Look(second));
        rig.Until(() => first.Count("drained") >= 4 && second.Count("drained") >= 4);
        first.Close();
        second.Close();
        rig.Until(() => first.IsClosed && second.IsClosed);

        Assert.That(seen, Has.Count.GreaterThan(15).And.All.Null);
        Assert.That(_local.Value, Is.Null, "Nor out of the turn.");

        void See(Probe probe)
        {
            seen.Add(_local.Value);
            _local.Value = "mine";
        }

        void Look(Probe probe)
        {
            See(probe);
            probe.Send("x");
        }
    }

    [Test]
    public void An_async_local_does_not_leak_from_one_read_of_an_event_into_the_next()
    {
        using ConnectionRig rig = new(new EventLoopOptions { ReceiveBufferSize = 1_024 });
        List<string?> seen = [];
        Probe server = new()
        {
            Received = (_, _) =>
            {
                seen.Add(_local.Value);
                _local.Value = "mine";
            },
        };
        rig.Connect(server).Send(new string('x', 4_096));
        rig.Until(() => server.ReceivedCount == 4_096);

        Assert.That(seen, Has.Count.GreaterThan(3).And.All.Null);
    }

    [Test]
    public void The_loops_context_is_current_in_every_callback_and_only_there()
    {
        using ConnectionRig rig = new();
        List<SynchronizationContext?> seen = [];
        Probe server = new() { Connected = Look, Received = (probe, _) => Look(probe), Closed = Look };
        RawClient client = rig.Connect(server);
        client.Send("x");
        client.ShutdownSend();
        rig.Until(() => server.IsClosed);

        Assert.That(seen, Has.Count.EqualTo(3).And.All.SameAs(rig.Loop.SynchronizationContext));
        Assert.That(SynchronizationContext.Current, Is.Not.SameAs(rig.Loop.SynchronizationContext));

        void Look(Probe probe) => seen.Add(SynchronizationContext.Current);
    }

    [Test]
    public void A_handler_adopted_between_turns_runs_under_the_loops_context_and_leaves_the_callers()
    {
        using EventLoop loop = new();
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using RawClient client = new(listener.LocalEndPoint!);
        SynchronizationContext? before = SynchronizationContext.Current;
        SynchronizationContext? inside = null;
        Probe server = new()
        {
            Connected = _ =>
            {
                inside = SynchronizationContext.Current;
                _local.Value = "leak";
            },
        };

        loop.Adopt(listener.Accept().SafeHandle, server);

        Assert.That(inside, Is.SameAs(loop.SynchronizationContext), "Or an await in OnConnected would leave the loop.");
        Assert.That(SynchronizationContext.Current, Is.SameAs(before));
        Assert.That(_local.Value, Is.Null);
    }

    [Test]
    public void A_handler_adopted_inside_a_callback_neither_sees_nor_changes_what_that_has_set()
    {
        using ConnectionRig rig = new();
        using Socket listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using RawClient client = new(listener.LocalEndPoint!);
        List<string?> seen = [];
        Probe adopted = new()
        {
            Connected = _ =>
            {
                seen.Add(_local.Value);
                _local.Value = "theirs";
            },
        };
        Probe server = new();
        server.Received = (probe, _) =>
        {
            _local.Value = "mine";
            probe.Loop.Adopt(listener.Accept().SafeHandle, adopted);
            seen.Add(_local.Value);
        };

        rig.Connect(server).Send("go");
        rig.Until(() => seen.Count == 2);

        Assert.That(seen, Is.EqualTo(new[] { null, "mine" }));
        Assert.That(adopted.IsOpen);
    }

    [Test]
    public void Connections_that_a_listener_takes_in_between_turns_are_under_the_loops_context_too()
    {
        using EventLoop loop = new();
        SynchronizationContext? inside = null;
        Probe server = new() { Connected = _ => inside = SynchronizationContext.Current };
        StreamListener listener = loop.Listen(new IPEndPoint(IPAddress.Loopback, 0), () => server);
        using RawClient client = new(listener.LocalEndPoint);
        SynchronizationContext? before = SynchronizationContext.Current;

        listener.DrainAndClose();

        Assert.That(inside, Is.SameAs(loop.SynchronizationContext));
        Assert.That(SynchronizationContext.Current, Is.SameAs(before));
    }

    [Test]
    public void A_handler_can_pause_await_and_resume_on_the_loop()
    {
        using ConnectionRig rig = new();
        TaskCompletionSource<string> elsewhere = new(TaskCreationOptions.RunContinuationsAsynchronously);
        bool onLoop = false;
        Probe server = new();
        server.Received = (probe, bytes) => Answer(probe, bytes.Length);
        RawClient client = rig.Connect(server);
        client.Send("question");
        rig.Until(() => server.ReceivedCount == 8);
        client.Send("next");
        rig.Settle();
        Assert.That(server.ReceivedCount, Is.EqualTo(8), "The next one waits until the first is answered.");

        ThreadPool.QueueUserWorkItem(_ => elsewhere.SetResult("answer"));
        rig.Until(() => client.Text == "answer 8");
        Assert.That(onLoop);
        rig.Until(() => server.ReceivedCount == 12);

        async void Answer(Probe probe, int length)
        {
            if (length != 8)
                return;

            probe.PauseReading();
            string answer = await elsewhere.Task;
            onLoop = probe.Loop.IsInLoop;
            if (!probe.IsOpen)
                return;

            probe.Send($"{answer} {length}");
            probe.ResumeReading();
        }
    }

    [Test]
    public void After_an_await_a_handler_can_see_that_its_connection_is_gone()
    {
        using ConnectionRig rig = new(new VirtualClockKernel());
        bool? open = null;
        Probe server = new();
        server.Received = static (_, _) => { };
        server.Connected = async probe =>
        {
            await Task.Delay(TimeSpan.FromSeconds(1), probe.Loop.TimeProvider);
            open = probe.IsOpen;
            probe.Send("dropped");
            probe.ResumeReading();
            probe.Close();
        };
        RawClient client = rig.Connect(server);
        client.Send("x");
        rig.Until(() => server.ReceivedCount == 1);

        client.Reset();
        rig.Until(() => server.IsClosed && open is not null);

        Assert.That(open, Is.False);
        Assert.That(server.Calls, Is.EqualTo(new[] { "connected", "received", "closed" }));
    }
}
