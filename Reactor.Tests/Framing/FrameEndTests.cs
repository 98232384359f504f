using Reactor.Handlers;

namespace Reactor.Tests.Framing;

/// <summary>What becomes of the input when a callback ends the connection.</summary>
public sealed class FrameEndTests
{
    private static readonly string[] Ways = ["Close", "Abort", "Close and Abort"];

    // Bug 5. The line is split, so that its span lies in kept memory, which must not be given back while the callback runs.
    [TestCaseSource(nameof(Ways))]
    public void A_span_is_valid_after_the_end_and_nothing_follows(string way)
    {
        foreach (string[] pieces in new[] { new[] { "on", "e\ntwo\n" }, ["one\ntwo\n"], ["one\ntw", "o\n"] })
        {
            LineProbe probe = new();
            probe.OnEach = _ =>
            {
                End(probe, way);
                PoolProbe.OverwriteSpareBuffers();
            };
            using FramingRig rig = new(probe);

            foreach (string piece in pieces)
            {
                if (probe.Reason is null)
                    rig.Feed(piece);
            }

            Assert.That(probe.Log[0], Is.EqualTo("line one"));
            Assert.That(probe.KeptCapacity, Is.Zero);
            if (way == "Close")
                rig.End();
            Assert.That(probe.Log, Has.Count.EqualTo(2));
            Assert.That(probe.Reason!.Value.Kind, Is.EqualTo(way == "Close" ? CloseKind.Completed : CloseKind.Aborted));
        }
    }

    // Who pauses to await something for the last frame still gets to answer it.
    [Test]
    public void A_pause_in_the_unfinished_frame_holds_the_end_back()
    {
        LineProbe probe = new();
        probe.OnRest = probe.PauseReading;
        using FramingRig rig = new(probe);
        rig.Feed("one\ntw");

        rig.End();
        rig.Settle();
        Assert.That(probe.Log, Is.EqualTo(new[] { "line one", "rest tw" }));
        Assert.That(probe.IsOpen, Is.True);

        probe.ResumeReading();
        rig.Settle();
        Assert.That(probe.Log, Is.EqualTo(new[] { "line one", "rest tw", "end", "closed Completed" }));
    }

    [Test]
    public void A_pause_and_the_end_of_output_in_the_unfinished_frame_still_let_the_end_of_input_come()
    {
        LineProbe probe = new();
        probe.OnRest = () =>
        {
            probe.PauseReading();
            probe.ShutdownOutput();
        };
        using FramingRig rig = new(probe);
        rig.Feed("tw");
        rig.End();
        rig.Settle();

        probe.ResumeReading();
        rig.Settle();

        Assert.That(probe.Log, Is.EqualTo(new[] { "rest tw", "end", "closed Completed" }));
    }

    // A held-back line is delivered out of kept memory as well.
    [TestCaseSource(nameof(Ways))]
    public void A_span_of_a_kept_frame_is_valid_after_the_end(string way)
    {
        LineProbe probe = new();
        probe.OnEach = line =>
        {
            if (line == "two")
                End(probe, way);
            else
                probe.PauseReading();
            PoolProbe.OverwriteSpareBuffers();
        };
        using FramingRig rig = new(probe);
        rig.Feed("one\ntwo\nthree\n");

        probe.ResumeReading();
        rig.Settle();

        Assert.That(probe.Log.Take(2), Is.EqualTo(new[] { "line one", "line two" }));
        Assert.That(probe.Log, Does.Not.Contain("line three"));
        Assert.That(probe.KeptCapacity, Is.Zero);
    }

    // Bug 30
    [TestCase(false)]
    [TestCase(true)]
    public void A_throwing_callback_costs_its_connection_and_the_rest_of_its_input(bool abortsFirst)
    {
        LineProbe faulty = new();
        faulty.OnEach = line =>
        {
            if (line != "two")
                return;
            if (abortsFirst)
                faulty.Abort();
            throw new FormatException("no");
        };
        LineProbe other = new();
        using FramingRig rig = new(faulty);
        using var peer = rig.Add(other);

        rig.Feed("one\ntw");
        rig.Peer.Send("o\nthree\nfo"u8);
        peer.Send("hello\n"u8);
        rig.Settle();

        Assert.That(faulty.Log, Is.EqualTo(new[] { "line one", "line two", abortsFirst ? "closed Aborted" : "closed Fault" }));
        Assert.That(faulty.KeptCapacity, Is.Zero);
        Assert.That(other.Log, Is.EqualTo(new[] { "line hello" }));
        Assert.That(rig.Loop.Statistics.Faults, Is.EqualTo(1));
    }

    [Test]
    public void A_throwing_callback_drops_what_was_held_back()
    {
        LineProbe probe = new();
        probe.OnEach = line =>
        {
            if (line == "two")
                throw new FormatException("no");
            probe.PauseReading();
            probe.DeferResume();
        };
        using FramingRig rig = new(probe);

        rig.Feed("one\ntwo\nthree\n");

        Assert.That(probe.Log, Is.EqualTo(new[] { "line one", "line two", "closed Fault" }));
        Assert.That(probe.KeptCapacity, Is.Zero);
    }

    [Test]
    public void A_throw_over_the_rest_at_the_end_of_input_costs_the_connection()
    {
        LineProbe probe = new() { OnRest = () => throw new FormatException("no") };
        using FramingRig rig = new(probe);

        rig.Feed("rest");
        rig.End();

        Assert.That(probe.Log, Is.EqualTo(new[] { "rest rest", "closed Fault" }));
        Assert.That(probe.KeptCapacity, Is.Zero);
    }

    [Test]
    public void Disposing_the_loop_gives_kept_memory_back()
    {
        LineProbe probe = new();
        probe.OnEach = _ => probe.PauseReading();
        FramingRig rig = new(probe);
        rig.Feed("one\ntwo\n");
        Assert.That(probe.KeptCapacity, Is.Not.Zero);

        rig.Dispose();

        Assert.That(probe.KeptCapacity, Is.Zero);
        Assert.That(probe.Log, Is.EqualTo(new[] { "line one", "closed LoopClosed" }));
    }

    // An AsyncLocal must not leak from one frame into the next.
    [Test]
    public void Each_frame_finds_the_loops_own_context()
    {
        AsyncLocal<string> local = new();
        LineProbe probe = new();
        probe.OnEach = line =>
        {
            Assert.That(local.Value, Is.Null);
            Assert.That(SynchronizationContext.Current, Is.SameAs(probe.Loop.SynchronizationContext));
            local.Value = line;
            SynchronizationContext.SetSynchronizationContext(null);
        };
        probe.OnRest = () =>
        {
            Assert.That(local.Value, Is.Null);
            local.Value = "rest";
        };
        using FramingRig rig = new(probe);

        rig.Feed("one\ntwo\nthr");
        rig.Feed("ee\nfour\nrest");
        rig.End();

        Assert.That(
            probe.Log, Is.EqualTo(new[] { "line one", "line two", "line three", "line four", "rest rest", "end", "closed Completed" }));
    }

    private static void End(ConnectionHandler handler, string way)
    {
        if (way.StartsWith("Close", StringComparison.Ordinal))
            handler.Close();
        if (way.EndsWith("Abort", StringComparison.Ordinal))
            handler.Abort();
    }
}
