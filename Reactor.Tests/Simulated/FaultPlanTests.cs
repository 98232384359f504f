using Reactor.Simulation;

namespace Reactor.Tests.Simulated;

public sealed class FaultPlanTests
{
    [Test]
    public void A_probability_is_from_zero_to_one([Values(-0.1, 1.1, double.NaN)] double value)
    {
        Assert.That(() => new FaultPlan { ShortTransfer = value }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("ShortTransfer"));
        Assert.That(() => FaultPlan.Stormy with { Interrupted = value }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("Interrupted"));
    }

    [Test]
    public void A_stall_and_a_limit_are_not_negative()
    {
        Assert.That(
            () => new FaultPlan { LongestStall = TimeSpan.FromTicks(-1) },
            Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("LongestStall"));
        Assert.That(() => new FaultPlan { DescriptorLimit = -1 }, Throws.TypeOf<ArgumentOutOfRangeException>().With.Property("ParamName").EqualTo("DescriptorLimit"));
    }

    [Test]
    public void A_limit_that_is_hardly_one_can_be_drawn_around() =>
        Assert.That(() => Enumerable.Range(1, 50).Select(seed => new FaultPlan { DescriptorLimit = int.MaxValue - 1 }.Swarm(seed)).ToList(), Throws.Nothing);

    [Test]
    public void A_plan_of_nothing_but_signals_ends()
    {
        using Reactor.Simulation.Simulation simulation = new(seed: 1);
        SimulatedHost host = simulation.AddHost("host");
        simulation.Faults = new FaultPlan { Interrupted = 1 };
        bool fired = false;
        host.Loop.Schedule(TimeSpan.FromSeconds(1), () => fired = true);

        simulation.RunUntil(() => fired);

        Assert.That(simulation.Elapsed, Is.LessThan(TimeSpan.FromSeconds(1.1)));
    }

    [Test]
    public void The_last_seed_of_all_is_run_too()
    {
        List<long> seeds = [];

        Reactor.Simulation.Simulation.Explore(2, simulation => seeds.Add(simulation.Seed), firstSeed: long.MaxValue);

        Assert.That(seeds, Is.EqualTo(new[] { long.MaxValue, long.MinValue }));
    }
}
