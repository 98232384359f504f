namespace Reactor.Tests.Samples.ChatStorms.Fuzzing;

/// <summary>
/// What some connections send, all of it in one array: how many there are, and then pieces, each with the number of its connection and its
/// length before it. Whatever the bytes, the server does what the oracle says.
/// </summary>
internal static class ChatFuzz
{
    public const int MostConnections = 8;

    public static void Run(byte[] input) => Reactor.Simulation.Simulation.Explore(
        seeds: 1, simulation => Play(simulation, input), firstSeed: input.Length, traceFolder: TestContext.CurrentContext.WorkDirectory);

    /// <summary>Writes a piece as <see cref="Run"/> reads it.</summary>
    public static IEnumerable<byte> Piece(int connection, ReadOnlySpan<byte> bytes) =>
        [(byte)connection, (byte)bytes.Length, (byte)(bytes.Length >> 8), .. bytes];

    private static void Play(Reactor.Simulation.Simulation simulation, ReadOnlySpan<byte> input)
    {
        int connections = input.IsEmpty ? 1 : 1 + (input[0] % MostConnections);
        ChatWorld world = new(simulation, connections);
        for (ReadOnlySpan<byte> rest = input.IsEmpty ? [] : input[1..]; rest.Length > 3;)
        {
            int length = Math.Min(rest[1] | (rest[2] << 8), rest.Length - 3);
            world.Say(rest[0] % connections, rest.Slice(3, length));

            // Some of it is under way at the same time, and some comes when the rest is answered.
            if (rest[0] >= 128)
                simulation.RunUntilQuiet();
            rest = rest[(3 + length)..];
        }

        world.Check();
        world.Stop();
    }
}
