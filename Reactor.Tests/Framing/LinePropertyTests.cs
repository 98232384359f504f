using CsCheck;

namespace Reactor.Tests.Framing;

/// <summary>However the input is split into reads, and whatever pauses in between, the lines are those of the whole input.</summary>
public sealed class LinePropertyTests
{
    private const int MaxLineLength = 5;

    // Few letters, so that every mixture of line ends comes up, and some lines that are too long.
    private static readonly Gen<string> Input = Gen.Frequency(
        (4, Gen.Const('a')), (1, Gen.Const('b')), (2, Gen.Const('\r')), (3, Gen.Const('\n'))).Array[0, 200].Select(letters => new string(letters));

    // Short pieces split lines everywhere; in long ones many line ends are found at once.
    private static readonly Gen<int[]> Lengths = Gen.Frequency((3, Gen.Int[1, 12]), (2, Gen.Int[60, 200])).Array[1, 6];

    private static readonly Gen<Resume> Resumes = Gen.OneOf(Resume.AtOnce, Resume.Deferred, Resume.Later);

    private enum Resume
    {
        AtOnce, // Inside the callback that has just paused.
        Deferred, // By a task of the same turn.
        Later, // From outside, when the loop has come to rest.
    }

    [Test]
    public void Any_split_gives_the_same_lines() =>
        Gen.Select(Input, Lengths).Sample(
            (input, lengths) =>
            {
                LineProbe probe = new() { MaxLineLength = MaxLineLength, OnTooLong = _ => { } };
                using FramingRig rig = new(probe);

                rig.Feed(FramingRig.Bytes(input), lengths);
                rig.End();

                Assert.That(probe.Log, Is.EqualTo(Expected(input)));
                Assert.That(probe.KeptCapacity, Is.Zero);
            },
            iter: 1_000,
            threads: 1);

    // Behaviour 60
    [Test]
    public void Pausing_after_every_few_lines_gives_the_same_lines() =>
        Gen.Select(Input, Lengths, Gen.Int[1, 3], Resumes).Sample(
            (input, lengths, every, resume) =>
            {
                LineProbe probe = new() { MaxLineLength = MaxLineLength };
                int count = 0;
                bool paused = false;
                void Pause(string line)
                {
                    Assert.That(paused, Is.False, "Delivered while paused.");
                    if (++count % every > 0)
                        return;
                    probe.PauseReading();
                    if (resume == Resume.AtOnce)
                        probe.ResumeReading();
                    else if (resume == Resume.Deferred)
                        probe.DeferResume();
                    else
                        paused = true;
                }

                probe.OnEach = Pause;
                probe.OnTooLong = Pause;
                using FramingRig rig = new(probe);

                rig.Feed(FramingRig.Bytes(input), lengths);
                rig.End();
                while (paused)
                {
                    paused = false;
                    int delivered = count;
                    probe.ResumeReading();
                    Assert.That(count, Is.EqualTo(delivered), "Delivered on the caller's stack.");
                    rig.Settle();
                }

                Assert.That(probe.Log, Is.EqualTo(Expected(input)));
                Assert.That(probe.KeptCapacity, Is.Zero);
            },
            iter: 1_000,
            threads: 1);

    // Bug 5
    [Test]
    public void Closing_in_a_line_discards_the_rest() =>
        Gen.Select(Input, Lengths, Gen.Int[1, 5]).Sample(
            (input, lengths, last) =>
            {
                LineProbe probe = new() { MaxLineLength = MaxLineLength };
                int count = 0;
                void Close(string line)
                {
                    if (++count == last)
                    {
                        probe.Close();
                        PoolProbe.OverwriteSpareBuffers();
                    }
                }

                probe.OnEach = Close;
                probe.OnTooLong = Close;
                using FramingRig rig = new(probe);

                rig.Feed(FramingRig.Bytes(input), lengths);
                rig.End();

                IEnumerable<string> expected = Expected(input);
                if (expected.Count(IsFrame) >= last)
                    expected = expected.Take(last).Append("closed Completed");
                Assert.That(probe.Log, Is.EqualTo(expected));
                Assert.That(probe.KeptCapacity, Is.Zero);
            },
            iter: 1_000,
            threads: 1);

    // One read with more lines than are looked for at once, and lines longer than that search goes.
    [Test]
    public void Many_lines_in_one_read_arrive_one_by_one_whatever_pauses_or_ends_them() =>
        Gen.Select(Gen.Frequency((8, Gen.Int[0, 100]), (1, Gen.Int[100, 3_000])).Array[1, 150], Gen.Int[1, 200], Gen.Int[1, 300]).Sample(
            (lengths, pauseAfter, closeAfter) =>
            {
                string[] lines = [.. lengths.Select((length, number) => $"{number}:" + new string('x', length))];
                LineProbe probe = new();
                int count = 0;
                probe.OnEach = _ =>
                {
                    if (++count == closeAfter)
                        probe.Close();
                    else if (count % pauseAfter == 0)
                    {
                        probe.PauseReading();
                        probe.DeferResume();
                    }
                };
                using FramingRig rig = new(probe, new EventLoopOptions());

                rig.Feed(string.Concat(lines.Select(line => line + "\n")));

                Assert.That(probe.Log, Is.EqualTo(lines.Take(closeAfter).Select(line => $"line {line}")));
            },
            iter: 300,
            threads: 1);

    private static bool IsFrame(string entry) => entry.StartsWith("line ", StringComparison.Ordinal) || entry.StartsWith("long ", StringComparison.Ordinal);

    /// <summary>What the whole input means, said in the plainest way.</summary>
    private static List<string> Expected(string input)
    {
        string[] parts = input.Split('\n');
        List<string> log = [];
        foreach (string part in parts[..^1])
        {
            string line = part.EndsWith('\r') ? part[..^1] : part;
            log.Add(line.Length <= MaxLineLength ? $"line {line}" : $"long {line[..MaxLineLength]}");
        }

        string rest = parts[^1];
        string visible = rest.EndsWith('\r') && rest.Length == MaxLineLength + 1 ? rest[..^1] : rest;
        if (visible.Length > MaxLineLength)
            log.Add($"long {rest[..MaxLineLength]}");
        else if (rest.Length > 0)
            log.Add($"rest {rest}");
        log.Add("end");
        log.Add("closed Completed");
        return log;
    }
}
