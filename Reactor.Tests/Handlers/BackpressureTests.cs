using Reactor.Handlers;
using Reactor.Tests.Support;

namespace Reactor.Tests.Handlers;

public sealed class BackpressureTests
{
    private static readonly ConnectionOptions s_marks = new() { HighWaterMark = 8_000, LowWaterMark = 2_000 };

    [Test]
    public void Reading_pauses_above_the_high_mark_and_goes_on_at_the_low_one()
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(kernel);
        Probe server = new() { Options = s_marks };
        RawClient client = rig.Connect(server);

        server.Send(new byte[8_000]);
        rig.Settle();
        Assert.That(server.Interest, Is.EqualTo(Interest.Read | Interest.Write), "At the mark is not above it.");

        server.Send([1]);
        Assert.That(server.Interest, Is.EqualTo(Interest.Write));
        client.Send("question");
        rig.Settle();
        Assert.That(server.ReceivedCount, Is.Zero);

        kernel.Allowance = 6_000;
        rig.Until(() => client.Count == 6_000);
        Assert.That(server.Interest, Is.EqualTo(Interest.Write), "Above the low mark.");

        kernel.Allowance = 1;
        rig.Until(() => server.Text == "question");
        Assert.That(server.QueuedBytes, Is.EqualTo(2_000));
    }

    [Test]
    public void Output_of_the_own_callback_pauses_too()
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(new EventLoopOptions { Kernel = kernel, ReceiveBufferSize = 1_024 });
        Probe server = new() { Options = s_marks, Received = static (probe, _) => probe.Send(new byte[9_000]) };
        RawClient client = rig.Connect(server);

        client.Send(new byte[10_000]);
        rig.Settle();

        Assert.That(server.ReceivedCount, Is.EqualTo(1_024), "One buffer, and no more after it.");
        kernel.Allowance = 9_000;
        rig.Until(() => server.ReceivedCount == 2_048);
    }

    [TestCase(null, false)]
    [TestCase(true, true)]
    [TestCase(false, false)]
    public void An_outgoing_connection_pauses_only_if_told_to(bool? setting, bool pauses)
    {
        FullKernel kernel = new();
        using ConnectionRig rig = new(kernel);
        Probe outgoing = new() { Options = s_marks with { PauseReadingOnHighOutput = setting } };
        rig.Connect(outgoing, new Probe());
        kernel.Allowance = 0;

        outgoing.Send(new byte[20_000]);
        rig.Settle();

        Assert.That(outgoing.Interest.HasFlag(Interest.Read), Is.EqualTo(!pauses));
    }

    [Test]
    public void A_broadcaster_that_switches_it_off_still_hears_a_slow_reader()
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(kernel);
        Probe server = new() { Options = s_marks with { PauseReadingOnHighOutput = false } };
        RawClient client = rig.Connect(server);
        server.Send(new byte[1_000_000]);

        client.Send("PING");
        rig.Until(() => server.Text == "PING");

        Assert.That(server.QueuedBytes, Is.EqualTo(1_000_000));
    }

    [Test]
    public void A_user_pause_outlasts_one_for_output()
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(kernel);
        Probe server = new() { Options = s_marks };
        RawClient client = rig.Connect(server);
        server.Send(new byte[9_000]);
        server.PauseReading();
        client.Send("question");

        kernel.Allowance = 9_000;
        rig.Until(() => client.Count == 9_000);
        rig.Settle();
        Assert.That(server.ReceivedCount, Is.Zero);

        server.ResumeReading();
        rig.Until(() => server.Text == "question");
    }

    [Test]
    public void A_pause_for_output_outlasts_one_of_the_user()
    {
        FullKernel kernel = new() { Allowance = 0 };
        using ConnectionRig rig = new(kernel);
        Probe server = new() { Options = s_marks };
        RawClient client = rig.Connect(server);
        server.PauseReading();
        server.Send(new byte[9_000]);
        client.Send("question");

        server.ResumeReading();
        rig.Settle();
        Assert.That(server.ReceivedCount, Is.Zero);

        kernel.Allowance = 9_000;
        rig.Until(() => server.Text == "question");
    }

    [TestCase(true, TestName = "Two_peers_that_both_wait_for_the_other_to_read_end_with_a_reason")]
    [TestCase(false, TestName = "Two_peers_that_never_read_end_with_a_reason")]
    public void Two_peers_that_both_send_and_do_not_read_end_with_a_reason(bool byBackpressure)
    {
        using ConnectionRig rig = new(new VirtualClockKernel());
        ConnectionOptions options = new() { PauseReadingOnHighOutput = byBackpressure };
        Probe one = new() { Options = options };
        Probe two = new() { Options = options };
        if (!byBackpressure)
        {
            one.PauseReading();
            two.PauseReading();
        }

        one.Connected = SendMuch;
        two.Connected = SendMuch;
        rig.Connect(one, two);

        rig.Until(() => one.IsClosed && two.IsClosed, TimeSpan.FromMinutes(5));

        Assert.That(new[] { one.Reason!.Value.Kind, two.Reason!.Value.Kind }, Has.Some.EqualTo(CloseKind.WriteTimeout));

        // Each in one callback, so that both are above their mark before either reads.
        static void SendMuch(Probe probe) => probe.Send(new byte[12_000_000]);
    }

    [Test]
    public void A_client_that_sends_64_MB_before_it_reads_gets_every_byte_and_costs_little()
    {
        using ConnectionRig rig = new();
        const int Total = 64 * 1024 * 1024;
        byte[] pattern = TestBytes.Make(1024 * 1024);
        Echo echo = new();
        RawClient client = rig.Connect(echo);
        byte[] buffer = new byte[256 * 1024];
        long sent = 0;
        long read = 0;

        // As far as it goes without reading.
        for (long before = -1; before != sent;)
        {
            before = sent;
            Write();
            rig.Settle();
        }

        Assert.That(sent, Is.LessThan(Total), "The server stops reading, so the client cannot send it all.");
        Assert.That(echo.Interest, Is.EqualTo(Interest.Write));

        rig.Until(
            () =>
            {
                Write();
                Read();
                return read == Total;
            },
            TimeSpan.FromSeconds(30));

        Assert.That(echo.MostQueued, Is.LessThanOrEqualTo((64 * 1024) + (512 * 1024)), "The mark, and what one read can add.");

        void Write()
        {
            while (sent < Total)
            {
                int start = (int)(sent % pattern.Length);
                int taken = client.SendSome(pattern.AsSpan(start, (int)Math.Min(pattern.Length - start, Total - sent)));
                sent += taken;
                if (taken == 0)
                    return;
            }
        }

        void Read()
        {
            for (int count = client.Read(buffer); count > 0; count = client.Read(buffer))
            {
                for (int done = 0; done < count;)
                {
                    int start = (int)(read % pattern.Length);
                    int length = Math.Min(count - done, pattern.Length - start);
                    Assert.That(buffer.AsSpan(done, length).SequenceEqual(pattern.AsSpan(start, length)));
                    done += length;
                    read += length;
                }
            }
        }
    }

    private sealed class Echo : ConnectionHandler
    {
        public int MostQueued { get; private set; }

        public Interest Interest => Socket.Registration!.Interest;

        protected override void OnReceived(ReadOnlySpan<byte> bytes)
        {
            Send(bytes);
            MostQueued = Math.Max(MostQueued, QueuedBytes);
        }
    }
}
