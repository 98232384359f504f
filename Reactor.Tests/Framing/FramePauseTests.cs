using System.Net.Sockets;
using Reactor.Handlers;

namespace Reactor.Tests.Framing;

public sealed class FramePauseTests
{
    // Behaviour 60
    [Test]
    public void A_pause_takes_effect_after_the_frame_in_hand()
    {
        LineProbe probe = new();
        probe.OnEach = _ => probe.PauseReading();
        using FramingRig rig = new(probe);

        rig.Feed("one\ntwo\nthree\n");

        Assert.That(probe.Log, Is.EqualTo(new[] { "line one" }));
    }

    [Test]
    public void A_resume_delivers_in_the_next_turn_and_not_on_the_callers_stack()
    {
        LineProbe probe = new();
        probe.OnEach = _ => probe.PauseReading();
        using FramingRig rig = new(probe);
        rig.Feed("one\ntwo\nthree\n");

        probe.ResumeReading();
        Assert.That(probe.Log, Has.Count.EqualTo(1));
        rig.Loop.RunOnce(TimeSpan.Zero);

        Assert.That(probe.Log, Is.EqualTo(new[] { "line one", "line two" }));
    }

    [Test]
    public void A_pause_that_is_taken_back_in_the_same_callback_holds_nothing_back()
    {
        LineProbe probe = new();
        int depth = 0;
        probe.OnEach = _ =>
        {
            Assert.That(++depth, Is.EqualTo(1), "Delivered inside a delivery.");
            probe.PauseReading();
            probe.ResumeReading();
            depth--;
        };
        using FramingRig rig = new(probe);

        rig.Feed("one\ntw");
        rig.Feed("o\nthree\n");

        Assert.That(probe.Log, Is.EqualTo(new[] { "line one", "line two", "line three" }));
        Assert.That(probe.KeptCapacity, Is.Zero);
    }

    [Test]
    public void A_pause_after_the_resume_wins()
    {
        LineProbe probe = new();
        probe.OnEach = _ => probe.PauseReading();
        using FramingRig rig = new(probe);
        rig.Feed("one\ntwo\n");

        probe.ResumeReading();
        probe.PauseReading();
        rig.Settle();

        Assert.That(probe.Log, Is.EqualTo(new[] { "line one" }));
        probe.ResumeReading();
        rig.Settle();
        Assert.That(probe.Log, Is.EqualTo(new[] { "line one", "line two" }));
    }

    // Kept frames come before what is still in the socket, and the end of input after both.
    [Test]
    public void What_was_kept_comes_before_what_is_read()
    {
        LineProbe probe = new();
        probe.OnEach = _ =>
        {
            probe.PauseReading();
            probe.DeferResume();
        };
        using FramingRig rig = new(probe);

        rig.Peer.Send("one\ntwo\nth"u8);
        rig.Loop.RunOnce(TimeSpan.Zero);
        rig.Peer.Send("ree\nfour\nfi"u8);
        rig.End();

        Assert.That(
            probe.Log,
            Is.EqualTo(new[] { "line one", "line two", "line three", "line four", "rest fi", "end", "closed Completed" }));
    }

    [Test]
    public void While_frames_are_held_back_the_socket_is_not_read()
    {
        LineProbe probe = new();
        probe.OnEach = _ => probe.PauseReading();
        using FramingRig rig = new(probe);
        rig.Feed("one\ntwo\n");
        long received = rig.Loop.Statistics.BytesReceived;

        rig.Feed("three\n");
        Assert.That(rig.Loop.Statistics.BytesReceived, Is.EqualTo(received));

        // The second line pauses again, so the third is not even read.
        probe.ResumeReading();
        rig.Settle();
        Assert.That(rig.Loop.Statistics.BytesReceived, Is.EqualTo(received));
        probe.ResumeReading();
        rig.Settle();
        Assert.That(probe.Log, Is.EqualTo(new[] { "line one", "line two", "line three" }));
    }

    [Test]
    public void A_kept_beginning_of_a_frame_does_not_stop_reading()
    {
        LineProbe probe = new();
        using FramingRig rig = new(probe);
        rig.Feed("beg");
        Assert.That(probe.KeptCapacity, Is.Not.Zero);

        probe.PauseReading();
        rig.Feed("in\n");
        Assert.That(probe.Log, Is.Empty);
        probe.ResumeReading();
        rig.Settle();

        Assert.That(probe.Log, Is.EqualTo(new[] { "line begin" }));
    }

    [Test]
    public void Closing_drops_what_was_held_back()
    {
        LineProbe probe = new();
        probe.OnEach = _ => probe.PauseReading();
        using FramingRig rig = new(probe);
        rig.Feed("one\ntwo\n");

        probe.ResumeReading();
        probe.Close();
        Assert.That(probe.KeptCapacity, Is.Zero);
        rig.End();

        Assert.That(probe.Log, Is.EqualTo(new[] { "line one", "closed Completed" }));
    }

    [Test]
    public void A_peer_that_leaves_output_unread_gets_no_further_answers_until_it_reads()
    {
        byte[] answer = new byte[2_000];
        LineProbe probe = new();
        probe.OnEach = _ =>
        {
            for (int sent = 0; sent < 400_000; sent += answer.Length)
                probe.Send(answer);
        };
        using FramingRig rig = new(probe);

        // More than a Unix socket takes: the first answer stands above the high mark.
        rig.Feed("one\ntwo\n");
        Assert.That(probe.Log, Is.EqualTo(new[] { "line one" }));

        byte[] buffer = new byte[64 * 1024];
        for (int read = 0; read < 800_000;)
        {
            read += rig.Peer.Receive(buffer);
            rig.Settle();
        }

        Assert.That(probe.Log, Is.EqualTo(new[] { "line one", "line two" }));
    }

    // A client that sends its requests and goes away without reading the first answer: what it sent is still delivered, then the connection ends.
    [Test]
    public void A_broken_output_delivers_what_it_held_back()
    {
        byte[] answer = new byte[2_000];
        LineProbe probe = new();
        probe.OnEach = _ =>
        {
            for (int sent = 0; sent < 100_000; sent += answer.Length)
                probe.Send(answer);
        };
        using FramingRig rig = new(probe);

        rig.Peer.Send("one\ntwo\nthree\n"u8);
        rig.Peer.Close();
        rig.Settle();

        Assert.That(probe.Log, Is.EqualTo(new[] { "line one", "line two", "line three", "end", "closed Failed" }));
    }

    // As before, but the output has filled the kernel, so the loop hears of the end by a hang-up.
    [Test]
    public void A_hang_up_delivers_what_was_held_back()
    {
        byte[] answer = new byte[2_000];
        LineProbe probe = new();
        probe.OnEach = _ =>
        {
            for (int sent = 0; sent < 1_000_000; sent += answer.Length)
                probe.Send(answer);
        };
        using FramingRig rig = new(probe);
        rig.Feed("one\ntwo\nthree\n");
        Assert.That(probe.QueuedBytes, Is.Not.Zero);

        rig.Peer.Close();
        rig.Settle();

        Assert.That(probe.Log.Take(3), Is.EqualTo(new[] { "line one", "line two", "line three" }));
        Assert.That(probe.Reason!.Value.Kind, Is.EqualTo(CloseKind.Failed));
    }

    // The checklist's section 3: a client that sends its request and its end at once must get its answer.
    [Test]
    public void Request_and_end_at_once_get_their_answers()
    {
        LineProbe probe = new();
        probe.OnEach = line =>
        {
            probe.SendLine(line);
            probe.PauseReading();
            probe.DeferResume();
        };
        using FramingRig rig = new(probe);

        rig.Peer.Send("one\ntwo\n"u8);
        rig.Peer.Shutdown(SocketShutdown.Send);
        rig.Settle();

        byte[] buffer = new byte[100];
        int count = 0;
        for (int read; (read = rig.Peer.Receive(buffer.AsSpan(count))) > 0;)
            count += read;
        Assert.That(FramingRig.Text(buffer.AsSpan(0, count)), Is.EqualTo("one\r\ntwo\r\n"));
        Assert.That(probe.Log, Is.EqualTo(new[] { "line one", "line two", "end", "closed Completed" }));
    }
}
