namespace Reactor.Tests.Simulated.Storms;

public sealed class StormTests
{
    [Test]
    public void Every_byte_arrives_in_order_and_once_and_nothing_is_left() => Explore(seeds: 1_000);

    [Test, Explicit, Category("Soak")]
    public void A_hundred_thousand_storms() => Explore(seeds: 100_000);

    [Test]
    public void The_same_seed_is_the_same_storm([Range(1, 20)] int seed)
    {
        ulong first = HashOf(seed);

        Assert.That(HashOf(seed), Is.EqualTo(first));
    }

    [Test]
    public void Another_seed_is_another_storm() =>
        Assert.That(Enumerable.Range(1, 20).Select(HashOf).Distinct().Count(), Is.EqualTo(20));

    /// <summary>A storm that fails says its seed, and leaves a picture of what happened beside the test results.</summary>
    private static void Explore(int seeds) => Reactor.Simulation.Simulation.Explore(
        seeds, simulation => new Storm(simulation).Play(), traceFolder: TestContext.CurrentContext.WorkDirectory);

    private static ulong HashOf(int seed)
    {
        using Reactor.Simulation.Simulation simulation = new(seed);
        new Storm(simulation).Play();
        return simulation.TraceHash;
    }
}
