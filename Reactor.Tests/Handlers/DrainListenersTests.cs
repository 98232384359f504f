using Reactor.Handlers;
using Reactor.Tests.Support;

namespace Reactor.Tests.Handlers;

public sealed class DrainListenersTests
{
    [Test]
    public void A_handler_that_does_not_override_the_callback_is_not_among_them()
    {
        Assert.That(DrainListeners.Contains(new Deaf()), Is.False);
        Assert.That(DrainListeners.Contains(new Deaf()), Is.False, "And the second time, from memory.");
    }

    [Test]
    public void One_that_overrides_it_is()
    {
        Assert.That(DrainListeners.Contains(new Hearing()));
        Assert.That(DrainListeners.Contains(new Hearing()));
    }

    [Test]
    public void So_is_one_that_inherits_the_override() => Assert.That(DrainListeners.Contains(new HearingByInheritance()));

    [Test]
    public void An_override_that_calls_the_base_is_told_again_and_again()
    {
        using ConnectionRig rig = new();
        Hearing server = new();
        RawClient client = rig.Connect(server);

        client.Send("one");
        rig.Until(() => server.Drained == 1);
        client.Send("two");
        rig.Until(() => server.Drained == 2);
    }

    private class Deaf : ConnectionHandler
    {
        protected override void OnReceived(ReadOnlySpan<byte> bytes) => Send(bytes);
    }

    private class Hearing : Deaf
    {
        public int Drained { get; private set; }

        protected override void OnOutputDrained()
        {
            base.OnOutputDrained();
            Drained++;
        }
    }

    private sealed class HearingByInheritance : Hearing;
}
