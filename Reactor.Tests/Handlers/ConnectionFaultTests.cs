using Reactor.Handlers;
using Reactor.Tests.Support;

namespace Reactor.Tests.Handlers;

public sealed class ConnectionFaultTests
{
    private readonly List<LoopFault> _faults = [];

    [SetUp]
    public void Forget() => _faults.Clear();

    // Bug 30
    [TestCase("connected")]
    [TestCase("received")]
    [TestCase("input ended")]
    [TestCase("drained in its callback")]
    [TestCase("drained from elsewhere")]
    [TestCase("stopping")]
    [TestCase("timer")]
    [TestCase("repeating timer")]
    [TestCase("task")]
    public void A_callback_that_throws_costs_its_own_connection(string which)
    {
        using ConnectionRig rig = MakeRig();
        InvalidOperationException fault = new(which);
        Probe echo = new() { Received = static (probe, bytes) => probe.Send(bytes), Stopping = static _ => { } };
        RawClient other = rig.Connect(echo);
        Probe server = new();
        Arrange(server, which, fault);
        RawClient client = rig.Connect(server);

        if (which != "connected")
            client.Send("go");
        if (which == "input ended")
            client.ShutdownSend();
        if (which == "drained from elsewhere")
            server.Send("x");
        if (which == "stopping")
            rig.Loop.BeginStop(Timeout.InfiniteTimeSpan);
        rig.Until(() => server.IsClosed && client.WasReset);
        other.Send("hello");
        rig.Until(() => other.Text == "hello");

        Assert.That(server.Reason, Is.EqualTo(new CloseReason(CloseKind.Fault, Exception: fault)));
        Assert.That(server.Count("closed"), Is.EqualTo(1));
        Assert.That(_faults, Is.EqualTo(new[] { new LoopFault(FaultKind.Connection, server, fault) }));
        Assert.That(rig.Loop.Statistics.Faults, Is.EqualTo(1));
    }

    [Test]
    public void What_a_faulty_callback_sent_before_is_lost_with_its_connection()
    {
        using ConnectionRig rig = MakeRig();
        Probe server = new();
        server.Received = static (probe, _) =>
        {
            probe.Send("half an answer");
            throw new InvalidOperationException("no more");
        };
        RawClient client = rig.Connect(server);

        client.Send("go");
        rig.Until(() => client.WasReset);

        Assert.That(client.Count, Is.Zero);
        Assert.That(rig.Loop.Core.Blocks.Rented, Is.Zero);
    }

    [Test]
    public void A_fault_of_the_last_callback_is_told_and_costs_nobody()
    {
        using ConnectionRig rig = MakeRig();
        InvalidOperationException fault = new("closed");
        Probe server = new() { Closed = _ => throw fault };
        rig.Connect(server);
        (Probe other, RawClient _) = rig.Connect();

        server.Abort();
        other.Abort();
        rig.Settle();

        Assert.That(other.IsClosed);
        Assert.That(_faults, Is.EqualTo(new[] { new LoopFault(FaultKind.Closed, server, fault) }));
    }

    [Test]
    public void A_fault_after_Abort_does_not_change_the_reason()
    {
        using ConnectionRig rig = MakeRig();
        Probe server = new();
        server.Received = static (probe, _) =>
        {
            probe.Abort();
            throw new InvalidOperationException("and more");
        };
        RawClient client = rig.Connect(server);

        client.Send("go");
        rig.Until(() => server.IsClosed);

        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.Aborted));
        Assert.That(_faults, Has.Count.EqualTo(1));
    }

    [Test]
    public void A_fault_while_closing_cuts_the_close_short()
    {
        using ConnectionRig rig = MakeRig();
        Probe server = new();
        server.Received = static (probe, _) =>
        {
            probe.Close();
            throw new InvalidOperationException("and more");
        };
        RawClient client = rig.Connect(server);

        client.Send("go");
        rig.Until(() => server.IsClosed && client.WasReset);

        Assert.That(server.Reason!.Value.Kind, Is.EqualTo(CloseKind.Fault));
    }

    private static void Arrange(Probe server, string which, Exception fault)
    {
        switch (which)
        {
            case "connected":
                server.Connected = _ => throw fault;
                break;
            case "received":
                server.Received = (_, _) => throw fault;
                break;
            case "input ended":
                server.InputEnded = _ => throw fault;
                break;
            case "drained in its callback":
                server.Received = (probe, _) => probe.Send("x");
                server.Drained = _ => throw fault;
                break;
            case "drained from elsewhere":
                server.Drained = _ => throw fault;
                break;
            case "stopping":
                server.Stopping = _ => throw fault;
                break;
            case "timer":
                server.Received = (probe, _) => probe.Schedule(TimeSpan.Zero, () => throw fault);
                break;
            case "repeating timer":
                server.Received = (probe, _) => probe.ScheduleRepeating(TimeSpan.FromMilliseconds(1), () => throw fault);
                break;
            default:
                server.Received = (probe, _) => probe.Defer(() => throw fault);
                break;
        }
    }

    private ConnectionRig MakeRig() => new(new EventLoopOptions
    {
        FaultPolicy = fault =>
        {
            _faults.Add(fault);
            return FaultAction.Contain;
        },
    });
}
