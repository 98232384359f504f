using Reactor.Handlers;
using Reactor.Tests.Framing;
using Reactor.Tests.Support;

namespace Reactor.Tests.Handlers;

/// <summary>Who calls a connection from another thread hears which call it was.</summary>
public sealed class WrongThreadTests
{
    // Behaviour 35
    [Test]
    public void A_connection_names_the_member_that_was_called()
    {
        using ConnectionRig rig = new();
        Probe probe = new();
        LineProbe lines = new();
        MessageProbe messages = new();
        rig.Connect(probe);
        rig.Connect(lines);
        rig.Connect(messages);
        using SharedPayload payload = SharedPayload.Create(rig.Loop, "x"u8);

        Elsewhere.Run(() => Assert.Multiple(() =>
        {
            Refuses("Send", () => probe.Send("x"u8));
            Refuses("Send", () => probe.Send(payload));
            Refuses("SendLine", () => lines.SendLine("x"u8));
            Refuses("SendLine", () => lines.SendLine("x"));
            Refuses("SendMessage", () => messages.SendMessage("x"u8));
            Refuses("PauseReading", probe.PauseReading);
            Refuses("ResumeReading", probe.ResumeReading);
            Refuses("ShutdownOutput", probe.ShutdownOutput);
            Refuses("Close", probe.Close);
            Refuses("Abort", probe.Abort);
            Refuses("Schedule", () => probe.Schedule(TimeSpan.Zero, () => { }));
            Refuses("ScheduleRepeating", () => probe.ScheduleRepeating(TimeSpan.FromSeconds(1), () => { }));
            Refuses("Defer", () => probe.Defer(() => { }));
            Refuses("RejectFrame", () => lines.RejectFrame("x"));
            Refuses("Create", () => SharedPayload.Create(rig.Loop, "x"u8));
            Refuses("Dispose", payload.Dispose);
            Refuses("Connect", () => rig.Loop.Connect(rig.EndPoint, new Probe()));
        }));

        Assert.That((probe.IsOpen, lines.IsOpen), Is.EqualTo((true, true)));
    }

    [Test]
    public void A_connection_that_is_over_still_refuses()
    {
        using ConnectionRig rig = new();
        (Probe probe, _) = rig.Connect();
        probe.Abort();
        rig.Until(() => probe.IsClosed);

        Elsewhere.Run(() =>
        {
            Refuses("Send", () => probe.Send("x"u8));
            Refuses("Schedule", () => probe.Schedule(TimeSpan.Zero, () => { }));
        });
    }

    private static void Refuses(string member, Action call)
    {
        InvalidOperationException? thrown = Assert.Throws<InvalidOperationException>(() => call());
        Assert.That(thrown?.Message, Does.StartWith($"{member} was called on thread").And.Contain("loop.Post("));
    }
}
