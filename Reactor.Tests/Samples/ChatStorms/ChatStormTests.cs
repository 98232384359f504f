namespace Reactor.Tests.Samples.ChatStorms;

public sealed class ChatStormTests
{
    [Test]
    public void Everybody_hears_what_the_oracle_foretells_and_nothing_else() => Explore(seeds: 500);

    [Test, Explicit, Category("Soak")]
    public void Twenty_thousand_storms() => Explore(seeds: 20_000);

    [Test]
    public void The_same_seed_is_the_same_storm([Range(1, 3)] int seed)
    {
        ulong first = HashOf(seed);

        Assert.That(HashOf(seed), Is.EqualTo(first));
    }

    /// <summary>A storm that fails says its seed, and leaves a picture of what happened beside the test results.</summary>
    private static void Explore(int seeds) => Reactor.Simulation.Simulation.Explore(
        seeds, simulation => new ChatStorm(simulation).Play(), traceFolder: TestContext.CurrentContext.WorkDirectory);

    private static ulong HashOf(int seed)
    {
        using Reactor.Simulation.Simulation simulation = new(seed);
        new ChatStorm(simulation).Play();
        return simulation.TraceHash;
    }
}
