namespace Reactor.Tests.Samples.ChatStorms.Fuzzing;

/// <summary>Many lines from many clients, valid and not, with the oracle beside: nothing may go wrong, and nothing may grow.</summary>
internal static class ChatSoak
{
    private const int LinesAtOnce = 5;

    // Two collections of the same state need not find the same, and the people differ; what grew with every line would be far more.
    private const double MostGrowth = 1.25;
    private const long Slack = 4 * 1024 * 1024;

    /// <summary>Lets them talk.</summary>
    /// <param name="lines">How many lines all of them say.</param>
    /// <param name="clients">How many clients there are.</param>
    /// <param name="seed">Decides what they say.</param>
    /// <param name="weighs">Whether to compare the memory in use after a quarter and at the end; nothing else should run meanwhile.</param>
    public static void Run(int lines, int clients, int seed, bool weighs = false) => Reactor.Simulation.Simulation.Explore(
        seeds: 1, simulation => Play(simulation, lines, clients, weighs), firstSeed: seed, traceFolder: TestContext.CurrentContext.WorkDirectory);

    private static void Play(Reactor.Simulation.Simulation simulation, int lines, int clients, bool weighs)
    {
        Babble babble = new(new Random((int)simulation.Seed), clients);
        ChatWorld world = new(simulation, clients);
        for (int number = 0; number < clients; number++)
            world.Say(number, babble.Registration(number));
        world.Check();

        int rounds = lines / (clients * LinesAtOnce);
        long early = 0;
        for (int round = 1; round <= rounds; round++)
        {
            for (int number = 0; number < clients; number++)
                Talk(world, babble, number);
            simulation.RunUntilQuiet();
            if (round % 50 == 0)
                world.Check();
            if (weighs && round == rounds / 4)
                early = GC.GetTotalMemory(forceFullCollection: true);
        }

        world.Check();
        if (weighs)
            Weigh(early);
        world.Stop();
    }

    private static void Weigh(long early)
    {
        long late = GC.GetTotalMemory(forceFullCollection: true);
        TestContext.Out.WriteLine($"{early:N0} bytes after a quarter, {late:N0} at the end");
        Assert.That(late, Is.LessThan((early * MostGrowth) + Slack));
    }

    private static void Talk(ChatWorld world, Babble babble, int number)
    {
        if (world.IsNew(number))
            world.Say(number, babble.Registration(number));
        for (int line = 0; line < LinesAtOnce; line++)
            world.Say(number, babble.NextLine());
    }
}
