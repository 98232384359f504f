using System.Runtime.InteropServices;
using Reactor.SystemCalls;
using Reactor.Tests.Support;

namespace Reactor.Tests.Conformance;

/// <summary>Raw descriptors: pipes, and sockets without a handler.</summary>
public sealed class PollingConformanceTests(Platform platform) : ConformanceFixture(platform)
{
    private ActionHandler _handler = new();

    [SetUp]
    public void MakeHandler() => _handler = new ActionHandler();

    // Behaviour 39, Bug 5
    [Test]
    public void Disposed_in_OnWritable_is_not_called_for_reading()
    {
        (StreamSocket socket, RawPeer client) = ConnectSocket();
        client.Send("x");
        Stage.Settle();
        _handler.Writable = static self => self.Dispose();
        socket.Register(Interest.Read | Interest.Write, _handler);

        Turn();
        Turn();

        Assert.That((_handler.Writes, _handler.Reads), Is.EqualTo((1, 0)));
    }

    // Behaviour 40, Bug 8
    [Test]
    public void Second_registration_is_refused_and_the_first_goes_on()
    {
        (SafeHandle read, _) = ReadyPipe();
        Server.Register(read, Interest.Read, _handler);

        Assert.Throws<InvalidOperationException>(() => Server.Register(read, Interest.Read, new ActionHandler()));
        Turn();

        Assert.That(_handler.Reads, Is.EqualTo(1));
    }

    // Behaviour 41, Bug 4
    [Test]
    public void Disposed_by_an_earlier_callback_is_not_called()
    {
        ActionHandler[] handlers = [new(), new()];
        Registration[] registrations = [.. handlers.Select(handler => Server.Register(ReadyPipe().Read, Interest.Read, handler))];
        handlers[0].Readable = _ => registrations[1].Dispose();
        handlers[1].Readable = _ => registrations[0].Dispose();

        Turn();

        Assert.That(handlers[0].Reads + handlers[1].Reads, Is.EqualTo(1));
        Assert.That(Server.Statistics.StaleEvents, Is.EqualTo(1));
    }

    // Behaviour 41, Bug 4
    [Test]
    public void Number_reused_gets_no_event_of_its_predecessor()
    {
        int number = Stage.ServerKernel.Duplicate((int)ReadyPipe().Read.DangerousGetHandle());
        KernelHandle handle = Owned(new KernelHandle(Stage.ServerKernel, number));
        (SafeHandle quiet, SafeHandle write) = Pipe();
        ActionHandler oldHandler = new();
        Registration? old = null;
        Server.Register(ReadyPipe().Read, Interest.Read, new ActionHandler
        {
            Readable = self =>
            {
                self.Dispose();
                old!.Dispose();
                Replace(number, quiet);
                Server.Register(handle, Interest.Read, _handler);
            },
        });
        old = Server.Register(handle, Interest.Read, oldHandler);

        Turn();
        Assert.That((oldHandler.Reads, _handler.Reads, Server.Statistics.StaleEvents), Is.EqualTo((0, 0, 1)));
        Write(write, 1);
        Turn();

        Assert.That((oldHandler.Reads, _handler.Reads), Is.EqualTo((0, 1)));
    }

    // Behaviour 42
    [Test]
    public void Of_five_hundred_ready_at_once_each_closing_others_none_is_called_after_its_end()
    {
        Random random = new(4711);
        Registration[] registrations = new Registration[500];
        int called = 0;
        int afterEnd = 0;
        for (int index = 0; index < registrations.Length; index++)
        {
            int self = index;
            registrations[self] = Server.Register(ReadyPipe().Read, Interest.Read, new ActionHandler { Readable = _ => Call(self) });
        }

        while (registrations.Any(static registration => registration.IsLive))
            Turn();

        Assert.That(afterEnd, Is.Zero);
        Assert.That(called, Is.InRange(100, 400));

        void Call(int self)
        {
            called++;
            afterEnd += registrations[self].IsLive ? 0 : 1;
            registrations[self].Dispose();
            registrations[random.Next(registrations.Length)].Dispose();
        }
    }

    // Behaviour 43, Bug 6
    [Test]
    public void Duplicate_kept_open_elsewhere_brings_no_event()
    {
        (SafeHandle read, SafeHandle write) = Pipe();
        int duplicate = Stage.ServerKernel.Duplicate((int)read.DangerousGetHandle());
        Server.Register(read, Interest.Read, _handler, ownsHandle: true).Dispose();
        Turn();
        Write(write, 1);

        Turn();
        Turn();

        Assert.That((_handler.Reads, Server.Statistics.StaleEvents), Is.EqualTo((0, 0)));
        Stage.ServerKernel.Close(duplicate);
    }

    // Behaviour 48, Bug 3
    [Test]
    public void Writer_of_a_pipe_gone_is_readable_and_one_hangup()
    {
        (SafeHandle read, SafeHandle write) = Pipe();
        int end = -1;
        _handler.Readable = self => end = self.Read(new byte[8]).Count;
        Server.Register(read, Interest.Read, _handler);
        write.Dispose();

        Turn();
        Turn();

        Assert.That((end, _handler.Reads, _handler.Hangups), Is.EqualTo((0, 1, 1)));
    }

    // Bug 16
    [Test]
    public void Writer_of_a_pipe_gone_with_bytes_in_it_is_read_out_first()
    {
        (SafeHandle read, SafeHandle write) = Pipe();
        List<int> counts = [];
        _handler.Readable = self => counts.Add(self.Read(new byte[4]).Count);
        _handler.Hangup = _ => counts.Add(-1);
        Server.Register(read, Interest.Read, _handler);
        Write(write, 1, 2, 3, 4, 5, 6);
        write.Dispose();

        Stage.Settle();

        Assert.That(counts, Is.EqualTo(new[] { 4, 2, 0, -1 }));
    }

    // Behaviour 48
    [Test]
    public void Reader_of_a_pipe_gone_is_writable_and_one_hangup()
    {
        (SafeHandle read, SafeHandle write) = Pipe();
        int error = 0;
        _handler.Writable = self => error = self.Write([1]).Error;
        Server.Register(write, Interest.Write, _handler);
        read.Dispose();

        Turn();
        Turn();

        Assert.That(error, Is.EqualTo(Errno.EPIPE));
        Assert.That((_handler.Writes, _handler.Hangups), Is.EqualTo((2, 1)));
    }

    // Behaviour 48: RDHUP is not armed.
    [Test]
    public void Half_closed_peer_is_no_hangup_for_a_writer()
    {
        (StreamSocket socket, RawPeer client) = ConnectSocket();
        client.ShutdownSend();
        Stage.Settle();
        socket.Register(Interest.Write, _handler);

        Turn();

        Assert.That((_handler.Writes, _handler.Hangups), Is.EqualTo((1, 0)));
    }

    // Bug 1, Bug 2
    [Test]
    public void Paused_registration_whose_peer_resets_lets_the_loop_sleep_and_reads_the_error_later()
    {
        (StreamSocket socket, RawPeer client) = ConnectSocket();
        Registration registration = socket.Register(Interest.Read, _handler);
        registration.Interest = Interest.None;
        client.Reset();
        long turns = Stage.TurnsIn(TimeSpan.FromHours(1));
        ReceiveResult? result = null;
        _handler.Readable = self =>
        {
            result = self.Read(new byte[8]);
            self.Dispose();
        };

        registration.Interest = Interest.Read;
        Turn();

        Assert.That(turns, Is.LessThan(60));
        Assert.That((result!.Value.Status, result.Value.Error), Is.EqualTo((ReceiveStatus.Failed, Errno.ECONNRESET)));
        Assert.That((_handler.Reads, _handler.Hangups), Is.EqualTo((1, 0)));
    }

    // Bug 15
    [Test]
    public void Read_dropped_after_the_end_of_input_lets_the_loop_sleep()
    {
        (StreamSocket socket, RawPeer client) = ConnectSocket();
        _handler.Readable = self =>
        {
            if (self.Read(new byte[8]).Count == 0)
                self.Interest = Interest.None;
        };
        socket.Register(Interest.Read, _handler);
        client.ShutdownSend();

        Stage.RunFor(TimeSpan.FromHours(1));

        Assert.That(_handler.Reads, Is.EqualTo(1));
    }

    // Behaviour 60: dropped and armed again, the readiness is told again.
    [Test]
    public void Interest_dropped_and_resumed_loses_no_readiness()
    {
        (SafeHandle read, _) = ReadyPipe();
        _handler.Readable = static self => self.Interest = Interest.None;
        Registration registration = Server.Register(read, Interest.Read, _handler);

        Turn();
        Turn();
        int paused = _handler.Reads;
        registration.Interest = Interest.Read;
        Turn();

        Assert.That((paused, _handler.Reads), Is.EqualTo((1, 2)));
    }

    // Bug 38
    [Test]
    public void Read_resumed_inside_OnReadable_is_not_undone_afterwards()
    {
        _handler.Readable = static self =>
        {
            self.Interest = Interest.None;
            self.Interest = Interest.Read;
        };
        Server.Register(ReadyPipe().Read, Interest.Read, _handler);

        Turn();
        Turn();

        Assert.That(_handler.Reads, Is.EqualTo(2));
    }

    // Behaviour 45
    [TestCase(Interest.Read)]
    [TestCase(Interest.None)]
    public void Closed_descriptor_is_refused(Interest interest)
    {
        (SafeHandle read, _) = Pipe();
        Assert.That(Stage.ServerKernel.Close((int)read.DangerousGetHandle()), Is.Zero);

        ArgumentException? refusal = Assert.Throws<ArgumentException>(() => Server.Register(read, interest, _handler));

        Assert.That(refusal!.Message, Does.Contain("not open"));
        read.SetHandleAsInvalid();
    }

    // A full pipe is not writable until it is read from.
    [Test]
    public void Full_pipe_becomes_writable_when_it_was_read()
    {
        (SafeHandle read, SafeHandle write) = Pipe();
        int filled = 0;
        while (Stage.ServerKernel.Write((int)write.DangerousGetHandle(), new byte[4096]) is var count and > 0)
            filled += count;

        Server.Register(write, Interest.Write, _handler);
        Turn();
        int whileFull = _handler.Writes;
        byte[] buffer = new byte[filled];
        Assert.That(Stage.ServerKernel.Read((int)read.DangerousGetHandle(), buffer), Is.EqualTo(filled));
        Turn();

        Assert.That((whileFull, _handler.Writes), Is.EqualTo((0, 1)));
        Assert.That(filled, Is.EqualTo(65_536));
    }

    /// <summary>Closes a descriptor and gives its number to a duplicate of another.</summary>
    private void Replace(int number, SafeHandle by)
    {
        Kernel kernel = Stage.ServerKernel;
        Assert.That(kernel.Close(number), Is.Zero);
        List<int> lower = [];
        int duplicate;
        while ((duplicate = kernel.Duplicate((int)by.DangerousGetHandle())) is >= 0 && duplicate < number)
            lower.Add(duplicate);

        lower.ForEach(one => kernel.Close(one));
        Assert.That(duplicate, Is.EqualTo(number), "The number is taken again.");
    }
}
