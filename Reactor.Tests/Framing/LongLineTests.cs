namespace Reactor.Tests.Framing;

public sealed class LongLineTests
{
    [Test]
    public void A_line_as_long_as_allowed_is_a_line()
    {
        LineProbe probe = new() { MaxLineLength = 4 };
        using FramingRig rig = new(probe);

        rig.Feed("1234\n");
        rig.Feed("1234\r\n");
        rig.Feed("1234");
        rig.Feed("\r");
        rig.Feed("\n");

        Assert.That(probe.Log, Is.EqualTo(new[] { "line 1234", "line 1234", "line 1234" }));
    }

    [TestCase("12345\nnext\n")]
    [TestCase("12345")]
    [TestCase("1234\r\r\n")]
    [TestCase("123456789012345678901234567890")]
    public void By_default_a_longer_line_ends_the_connection(string input)
    {
        LineProbe probe = new() { MaxLineLength = 4 };
        using FramingRig rig = new(probe);

        rig.Feed(input);

        Assert.That(probe.Log, Is.EqualTo(new[] { "long 1234", "closed BadFrame" }));
        Assert.That(probe.Reason!.Value.Exception!.Message, Does.Contain("4 bytes").And.Contain("MaxLineLength").And.Contain("OnLineTooLong"));
        Assert.That(probe.KeptCapacity, Is.Zero);
    }

    [Test]
    public void It_can_be_skipped()
    {
        LineProbe probe = new() { MaxLineLength = 4, OnTooLong = _ => { } };
        using FramingRig rig = new(probe);

        rig.Feed("one\n12345");
        rig.Feed("678\r");
        rig.Feed("9\ntwo\n");

        Assert.That(probe.Log, Is.EqualTo(new[] { "line one", "long 1234", "line two" }));
    }

    [Test]
    public void The_connection_can_be_closed_with_a_last_word()
    {
        LineProbe probe = new() { MaxLineLength = 4 };
        probe.OnTooLong = _ =>
        {
            probe.SendLine("too long"u8);
            probe.Close();
            PoolProbe.OverwriteSpareBuffers();
        };
        using FramingRig rig = new(probe);

        rig.Feed("123");
        rig.Feed("45678\nmore\n");
        byte[] received = new byte[100];
        Assert.That(FramingRig.Text(received.AsSpan(0, rig.Peer.Receive(received))), Is.EqualTo("too long\r\n"));
        rig.End();

        Assert.That(probe.Log, Is.EqualTo(new[] { "long 1234", "closed Completed" }));
    }

    [Test]
    public void The_end_of_a_skipped_line_may_never_come()
    {
        LineProbe probe = new() { MaxLineLength = 4, OnTooLong = _ => { } };
        using FramingRig rig = new(probe);

        rig.Feed("12345678");
        rig.Feed("12345678");
        rig.End();

        Assert.That(probe.Log, Is.EqualTo(new[] { "long 1234", "end", "closed Completed" }));
    }

    [Test]
    public void Memory_is_bounded_whatever_the_peer_sends()
    {
        LineProbe probe = new() { MaxLineLength = 1_000, OnTooLong = _ => { } };
        using FramingRig rig = new(probe);
        byte[] endless = new byte[999];
        Array.Fill(endless, (byte)'x');

        for (int round = 0; round < 200; round++)
        {
            rig.Feed(endless);
            Assert.That(probe.KeptCapacity, Is.LessThanOrEqualTo(2 * 1024));
        }

        Assert.That(probe.Log, Has.Count.EqualTo(1));
    }

    // Each byte is looked at once: the next search begins where the last one ended.
    [Test]
    public void A_long_line_in_small_pieces_is_searched_once()
    {
        const int Length = 20_000;
        LineProbe probe = new() { MaxLineLength = Length };
        using FramingRig rig = new(probe);

        for (int sent = 1; sent <= Length; sent++)
        {
            rig.Feed("x"u8);
            if (probe.Searched != sent)
                Assert.Fail($"After {sent} bytes the search would begin anew at {probe.Searched}.");
        }

        rig.Feed("\n"u8);
        Assert.That(probe.Log, Has.Count.EqualTo(1));
        Assert.That(probe.Searched, Is.Zero);
        Assert.That(probe.KeptCapacity, Is.Zero);
    }
}
