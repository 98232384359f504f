namespace Reactor.Tests.Framing;

public sealed class FrameBudgetTests
{
    private const int Budget = 100;

    private static EventLoopOptions Options => new() { ReceiveBufferSize = 4 * 1024, ReadBudget = Budget };

    // Bug 18
    [Test]
    public void One_turn_delivers_no_more_than_the_budget_and_one_frame()
    {
        LineProbe probe = new();
        using FramingRig rig = new(probe, Options);
        rig.Peer.Send(FramingRig.Bytes(string.Concat(Enumerable.Repeat("123456\n", 300))));

        int most = 0;
        for (int before = -1; before != probe.Log.Count;)
        {
            before = probe.Log.Count;
            rig.Loop.RunOnce(TimeSpan.Zero);
            most = Math.Max(most, probe.Log.Count - before);
        }

        Assert.That(probe.Log, Has.Count.EqualTo(300));
        Assert.That(most * 7, Is.LessThanOrEqualTo(Budget + 7));
    }

    // Bug 18. More than the budget can only be kept when output written from elsewhere stops a connection with a frame half received.
    [Test]
    public void Kept_input_counts()
    {
        LineProbe talker = new();
        LineProbe listener = new();
        talker.OnEach = _ =>
        {
            byte[] news = new byte[2_000];
            for (int sent = 0; sent < 100_000; sent += news.Length)
                listener.Send(news);
        };
        using FramingRig rig = new(talker, Options);
        using var peer = rig.Add(listener);
        peer.Send(FramingRig.Bytes(new string('x', 90)));
        rig.Settle();

        rig.Peer.Send("news\n"u8);
        peer.Send(FramingRig.Bytes("1234\n" + string.Concat(Enumerable.Repeat("1234\n", 19))));
        rig.Loop.RunOnce(TimeSpan.Zero);
        Assert.That(listener.Log, Is.Empty, "Its output was above the high mark when its input came.");

        rig.Loop.RunOnce(TimeSpan.Zero);
        Assert.That(listener.Log, Has.Count.EqualTo(2), "95 bytes and 5.");
        rig.Loop.RunOnce(TimeSpan.Zero);
        Assert.That(listener.Log, Has.Count.EqualTo(20));
        Assert.That(listener.KeptCapacity, Is.Zero);
    }

    [Test]
    public void A_frame_longer_than_the_budget_is_delivered_all_the_same()
    {
        LineProbe probe = new();
        using FramingRig rig = new(probe, Options);

        rig.Feed(new string('x', 1_000) + "\nshort\n");

        Assert.That(probe.Log, Has.Count.EqualTo(2));
    }
}
