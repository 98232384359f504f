using System.Net.Sockets;
using Reactor.Handlers;
using Reactor.Tests.Support;

namespace Reactor.Tests.Handlers;

public sealed class DescriptorTests
{
    [Test]
    public void Every_descriptor_that_is_opened_is_closed_once()
    {
        Ledger kernel = new();
        using (ConnectionRig rig = new(kernel))
        {
            Probe aborted = rig.Connect().Server;
            Probe faulty = new() { Connected = static _ => throw new InvalidOperationException("no") };
            rig.Connect(faulty);
            rig.Connect(static () => throw new InvalidOperationException("nobody"));
            (Probe ended, RawClient client) = rig.Connect();
            (Probe reset, RawClient other) = rig.Connect();
            Probe outgoing = new();
            rig.Connect(outgoing, new Probe());
            Probe cancelled = new();
            rig.Loop.Connect(rig.EndPoint, cancelled).Cancel();
            aborted.Abort();
            client.ShutdownSend();
            other.Reset();
            outgoing.Close();
            rig.Until(() => aborted.IsClosed && faulty.IsClosed && ended.IsClosed && reset.IsClosed && outgoing.IsClosed && cancelled.Failure is not null);
            (Probe left, RawClient _) = rig.Connect();
            left.Send(new byte[10_000_000]);
        }

        Assert.That(kernel.Opened, Is.GreaterThan(10));
        Assert.That(kernel.Open, Is.Empty);
        Assert.That(kernel.ClosedWithoutOpening, Is.Empty);
    }

    [Test]
    public void Disposing_the_loop_tells_every_connection_once()
    {
        ConnectionRig rig = new();
        (Probe idle, RawClient client) = rig.Connect();
        (Probe paused, RawClient _) = rig.Connect();
        (Probe closing, RawClient _) = rig.Connect();
        (Probe aborted, RawClient _) = rig.Connect();
        (Probe sending, RawClient _) = rig.Connect();
        paused.PauseReading();
        closing.Close();
        aborted.Abort();
        sending.Send(new byte[10_000_000]);

        rig.Dispose();

        Assert.That(new[] { idle, paused, closing, sending }.Select(static probe => probe.Reason!.Value.Kind), Is.All.EqualTo(CloseKind.LoopClosed));
        Assert.That(aborted.Reason!.Value.Kind, Is.EqualTo(CloseKind.Aborted));
        Assert.That(new[] { idle, paused, closing, sending, aborted }.Select(static probe => probe.Count("closed")), Is.All.EqualTo(1));
        client.Dispose();
    }

    /// <summary>The real kernel, with a book of what is open.</summary>
    private sealed class Ledger : ForwardingKernel
    {
        public HashSet<int> Open { get; } = [];

        public List<int> ClosedWithoutOpening { get; } = [];

        public int Opened { get; private set; }

        public override int EpollCreate() => Note(base.EpollCreate());

        public override int EventFdCreate() => Note(base.EventFdCreate());

        public override int Socket(AddressFamily family, SocketType type) => Note(base.Socket(family, type));

        public override int Accept(int socket, Span<byte> address, out int addressLength) =>
            Note(base.Accept(socket, address, out addressLength));

        public override int Close(int descriptor)
        {
            if (!Open.Remove(descriptor))
                ClosedWithoutOpening.Add(descriptor);

            return base.Close(descriptor);
        }

        private int Note(int descriptor)
        {
            if (descriptor >= 0)
            {
                Opened++;
                Open.Add(descriptor);
            }

            return descriptor;
        }
    }
}
