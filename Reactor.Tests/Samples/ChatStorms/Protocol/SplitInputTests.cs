using System.Text;
using ChatServer;
using CsCheck;
using Reactor.Simulation;
using Reactor.Tests.Samples.ChatStorms.Fuzzing;

namespace Reactor.Tests.Samples.ChatStorms.Protocol;

/// <summary>However what a client sends is split on its way, it says the same.</summary>
public sealed class SplitInputTests
{
    private static readonly Gen<string> Input = Gen.Frequency(
            (4, Gen.OneOf("JOIN #a", "PING 1", "PRIVMSG #a :b", "@+a=1 NOTICE x :y")),
            (6, Gen.OneOf("\r\n", "\n", "\r", " ", "\n\n")),
            (1, Gen.Int[400, 600].Select(length => new string('x', length))))
        .Array[0, 40].Select(string.Concat);

    [Test]
    public void Any_split_gives_the_server_the_same_commands() => Gen.Select(Input, Gen.Int[1, 20].Array[1, 6], Gen.Int[1, 1_000]).Sample(
        (input, lengths, seed) => Assert.That(Heard(input, lengths, seed), Is.EqualTo(Heard(input, [int.MaxValue], seed: 1))), iter: 100, threads: 1);

    private static List<string> Heard(string input, int[] lengths, int seed)
    {
        List<string> heard = [];
        Reactor.Simulation.Simulation.Explore(
            seeds: 1, simulation => heard = Play(simulation, input, lengths), firstSeed: seed, traceFolder: TestContext.CurrentContext.WorkDirectory);
        return heard;
    }

    private static List<string> Play(Reactor.Simulation.Simulation simulation, string input, int[] lengths)
    {
        ChatWorld world = new(simulation, clients: 1);
        Recorder recorder = new(world.Witness);
        world.Chat.Witness = recorder;
        if (lengths.Length > 1)
            simulation.Faults = new FaultPlan { ShortTransfer = 0.3, SpuriousWouldBlock = 0.1 };
        byte[] bytes = Encoding.Latin1.GetBytes(input);
        for (int start = 0, part = 0; start < bytes.Length; part++)
        {
            int length = Math.Min(lengths[part % lengths.Length], bytes.Length - start);
            world.Say(0, bytes.AsSpan(start, length));
            simulation.RunFor(TimeSpan.FromMicroseconds(part % 2 == 0 ? 1 : 600));
            start += length;
        }

        simulation.RunUntilQuiet();
        world.Stop();
        return recorder.Lines;
    }

    /// <summary>Writes down every line that the server handles, and passes it on.</summary>
    private sealed class Recorder(IChatWitness next) : IChatWitness
    {
        public List<string> Lines { get; } = [];

        public void OnConnected(Client client) => next.OnConnected(client);

        public void OnLine(Client client, ReadOnlySpan<byte> line, bool isWhole)
        {
            Lines.Add(Encoding.Latin1.GetString(line));
            next.OnLine(client, line, isWhole);
        }

        public void OnLeaving(Client client, string reason) => next.OnLeaving(client, reason);

        public void OnClosed(Client client) => next.OnClosed(client);
    }
}
