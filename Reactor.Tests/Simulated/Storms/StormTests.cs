namespace Reactor.Tests.Simulated.Storms;

public sealed class StormTests
{
    private const int Seeds = 1_000;

    [Test]
    public void Every_byte_arrives_in_order_and_once_and_nothing_is_left()
    {
        for (int seed = 1; seed <= Seeds; seed++)
            Play(seed);
    }

    [Test, Explicit, Category("Soak")]
    public void A_hundred_thousand_storms()
    {
        for (int seed = 1; seed <= 100_000; seed++)
            Play(seed);
    }

    [Test]
    public void The_same_seed_is_the_same_storm([Range(1, 20)] int seed)
    {
        ulong first = Play(seed);

        Assert.That(Play(seed), Is.EqualTo(first));
    }

    [Test]
    public void Another_seed_is_another_storm() =>
        Assert.That(Enumerable.Range(1, 20).Select(Play).Distinct().Count(), Is.EqualTo(20));

    private static ulong Play(int seed)
    {
        using Storm storm = new(seed);
        return storm.Play();
    }
}
