using Reactor.Handlers;

namespace Reactor.Tests.Framing;

public sealed class LineHandlerTests
{
    [Test]
    public void A_line_ends_with_LF_or_CR_LF()
    {
        LineProbe probe = new();
        using FramingRig rig = new(probe);

        rig.Feed("one\ntwo\r\n\n\r\nthree\n");

        Assert.That(probe.Log, Is.EqualTo(new[] { "line one", "line two", "line ", "line ", "line three" }));
    }

    [Test]
    public void A_lone_CR_is_data()
    {
        LineProbe probe = new();
        using FramingRig rig = new(probe);

        rig.Feed("a\rb\r\r\n\r\n");

        Assert.That(probe.Log, Is.EqualTo(new[] { "line a\rb\r", "line " }));
    }

    [Test]
    public void CR_and_LF_may_come_apart()
    {
        LineProbe probe = new();
        using FramingRig rig = new(probe);

        rig.Feed("one\r");
        rig.Feed("\ntwo");
        rig.Feed("\r");
        rig.Feed("\n");

        Assert.That(probe.Log, Is.EqualTo(new[] { "line one", "line two" }));
    }

    // Bug 14
    [Test]
    public void What_has_no_line_end_is_told_before_the_end_of_input()
    {
        LineProbe probe = new();
        using FramingRig rig = new(probe);

        rig.Peer.Send("one\ntw"u8);
        rig.Peer.Send("o\r"u8);
        rig.End();

        Assert.That(probe.Log, Is.EqualTo(new[] { "line one", "rest two\r", "end", "closed Completed" }));
        Assert.That(probe.KeptCapacity, Is.Zero);
    }

    [Test]
    public void Without_a_rest_only_the_end_is_told()
    {
        LineProbe probe = new();
        using FramingRig rig = new(probe);

        rig.Feed("one\n");
        rig.End();

        Assert.That(probe.Log, Is.EqualTo(new[] { "line one", "end", "closed Completed" }));
    }

    [Test]
    public void Closing_in_the_rest_leaves_out_the_end_of_input()
    {
        LineProbe probe = new();
        probe.OnRest = () =>
        {
            probe.Close();
            PoolProbe.OverwriteSpareBuffers();
        };
        using FramingRig rig = new(probe);

        rig.Feed("rest");
        rig.End();

        Assert.That(probe.Log, Is.EqualTo(new[] { "rest rest", "closed Completed" }));
    }

    [Test]
    public void A_sent_line_ends_with_CR_LF()
    {
        LineProbe probe = new();
        using FramingRig rig = new(probe);

        Assert.That(probe.SendLine("bytes"u8), Is.EqualTo(SendOutcome.Queued));
        Assert.That(probe.SendLine("grün"), Is.EqualTo(SendOutcome.Queued));
        Assert.That(probe.SendLine(""), Is.EqualTo(SendOutcome.Queued));
        Assert.That(probe.SendLine(new string('ü', 1_000)), Is.EqualTo(SendOutcome.Queued));
        rig.Settle();

        byte[] received = new byte[4 * 1024];
        int count = rig.Peer.Receive(received);
        Assert.That(
            System.Text.Encoding.UTF8.GetString(received, 0, count), Is.EqualTo($"bytes\r\ngrün\r\n\r\n{new string('ü', 1_000)}\r\n"));
    }

    [Test]
    public void Nothing_is_sent_after_the_end()
    {
        LineProbe probe = new();
        using FramingRig rig = new(probe);
        probe.Abort();

        Assert.That(probe.SendLine("late"u8), Is.EqualTo(SendOutcome.Closed));
        Assert.That(probe.SendLine("late"), Is.EqualTo(SendOutcome.Closed));
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(int.MaxValue)]
    public void A_senseless_limit_is_refused(int limit) =>
        Assert.That(() => new LineProbe { MaxLineLength = limit }, Throws.InstanceOf<ArgumentOutOfRangeException>());
}
