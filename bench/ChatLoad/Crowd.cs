using System.Diagnostics;
using Reactor;
using Reactor.Handlers;

/// <summary>All clients, on one loop, and what they have seen.</summary>
internal sealed class Crowd(EventLoop loop, LoadOptions options)
{
    private const int MostAtOnce = 200; // Connections in the making.

    private readonly List<Talker> _talkers = [];
    private long _nextLine;
    private long _heard;

    public LoadOptions Options => options;

    public int Joined { get; set; }

    public int Gone { get; private set; }

    public Latencies Latencies { get; } = new();

    /// <summary>Why others left, as it was told; once for each who heard it.</summary>
    public List<string> Quits { get; } = [];

    public int Failures { get; private set; }

    private int Reading => _talkers.Count(talker => !talker.IsStalled && talker.IsOpen);

    public void Connect()
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (Joined < options.Clients && Failures == 0)
        {
            while (_talkers.Count < options.Clients && _talkers.Count - Joined < MostAtOnce)
            {
                Talker talker = new(this, _talkers.Count);
                _talkers.Add(talker);
                loop.Connect(options.Server, talker);
            }

            loop.RunOnce(TimeSpan.FromSeconds(1));
        }

        Console.WriteLine($"{Joined} clients have joined {options.Channels} channels in {watch.Elapsed.TotalSeconds:0.0} s");
    }

    /// <summary>In each round one member of each channel speaks, and the round ends when all others have heard it.</summary>
    public void Talk(string phase)
    {
        Latencies.Clear();
        Stopwatch watch = Stopwatch.StartNew();
        int round = 0;
        for (; round < options.Rounds && Failures == 0; round++)
        {
            Round(round);
        }

        Report(phase, round, watch.Elapsed);
    }

    /// <summary>Some stop reading, and talk goes on until the server has thrown them out.</summary>
    public void TalkPast(int stalled)
    {
        foreach (Talker talker in _talkers.TakeLast(stalled))
        {
            talker.Stall();
        }

        Latencies.Clear();
        Stopwatch watch = Stopwatch.StartNew();
        int round = 0;
        for (; Quits.Count < stalled * (Reading / options.Channels) && Failures == 0 && watch.Elapsed < TimeSpan.FromMinutes(5); round++)
        {
            Round(round);
        }

        Report($"{stalled} have stopped reading", round, watch.Elapsed);
        foreach (IGrouping<string, string> reason in Quits.GroupBy(text => text))
        {
            Console.WriteLine($"  \"{reason.Key}\" was heard {reason.Count()} times");
        }

        _talkers.TakeLast(stalled).ToList().ForEach(talker => talker.Wake());
        RunUntil(() => Gone == stalled, "the stalled to see their end");
    }

    public void Hear(TimeSpan latency)
    {
        _heard++;
        Latencies.Add(latency);
    }

    public void Closed(Talker talker, CloseReason reason)
    {
        Gone++;
        if (!talker.IsStalled && reason.Kind != CloseKind.LoopClosed)
        {
            Fail($"{talker.Nick} was closed: {reason}");
        }
    }

    public void Fail(string what)
    {
        if (++Failures <= 10)
        {
            Console.Error.WriteLine(what);
        }
    }

    private void Round(int round)
    {
        long wanted = _heard;
        for (int channel = 0; channel < options.Channels; channel++)
        {
            List<Talker> members = MembersOf(channel);
            members[round % members.Count].Speak(_nextLine, options.Burst);
            wanted += (long)(members.Count - 1) * options.Burst;
        }

        _nextLine += options.Burst;
        RunUntil(() => _heard >= wanted, "everybody to hear what was said");
        if (options.Wait > 0)
        {
            bool isOver = false;
            loop.Schedule(TimeSpan.FromMilliseconds(options.Wait), () => isOver = true);
            RunUntil(() => isOver, "the next round");
        }
    }

    private List<Talker> MembersOf(int channel) =>
        [.. Enumerable.Range(0, (_talkers.Count - channel + options.Channels - 1) / options.Channels)
            .Select(index => _talkers[channel + (index * options.Channels)])
            .Where(talker => !talker.IsStalled)];

    private void RunUntil(Func<bool> condition, string what)
    {
        Stopwatch watch = Stopwatch.StartNew();
        while (!condition() && Failures == 0)
        {
            loop.RunOnce(TimeSpan.FromSeconds(1));
            if (watch.Elapsed > TimeSpan.FromMinutes(1))
            {
                Fail($"Waited a minute for {what}");
            }
        }
    }

    private void Report(string phase, int rounds, TimeSpan elapsed) =>
        Console.WriteLine(
            $"{phase}: {rounds} rounds, {Latencies.Count} lines heard, {Latencies.Count / elapsed.TotalSeconds:N0} per second; "
            + $"milliseconds to hear one: median {Latencies.Percentile(0.5):0.00}, 99 % {Latencies.Percentile(0.99):0.00}, most {Latencies.Percentile(1):0.00}");
}
