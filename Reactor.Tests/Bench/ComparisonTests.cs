using Race.Report;
using Race.Results;

namespace Reactor.Tests.Bench;

/// <summary>The page must name who is better, and must not name who was lucky.</summary>
public sealed class ComparisonTests
{
    [Test]
    public void Who_is_ahead_in_three_of_four_rounds_is_named_with_its_share()
    {
        ScenarioResult result = RaceResults.Of(RaceResults.Server("reactor", 1, 10, 10, 10, 10), RaceResults.Server("other", 1, 8, 9, 8, 11));

        Assert.That(Comparison.Behind(result), Is.EqualTo(new[] { "50 × 64 B, CPU per message as a share of Reactor's: the other 0.85 (0.80 to 1.10)." }));
    }

    [Test]
    public void Who_is_ahead_in_half_of_the_rounds_is_not_named()
    {
        ScenarioResult result = RaceResults.Of(RaceResults.Server("reactor", 1, 10, 10, 10, 10), RaceResults.Server("other", 1, 5, 5, 11, 11));

        Assert.That(Comparison.Behind(result), Is.Empty);
    }

    [Test]
    public void The_best_is_named_first()
    {
        ScenarioResult result = RaceResults.Of(RaceResults.Server("reactor", 1, 10, 10), RaceResults.Server("good", 1, 9, 9), RaceResults.Server("best", 1, 5, 5));

        Assert.That(Comparison.Behind(result).Single(), Does.EndWith(": the best 0.50 (0.50 to 0.50); the good 0.90 (0.90 to 0.90)."));
    }

    [Test]
    public void Plain_C_and_Reactor_itself_are_not_frameworks_to_be_behind()
    {
        ScenarioResult result = RaceResults.Of(
            RaceResults.Server("reactor", 1, 10), RaceResults.Server("reactor-aot", 1, 5), RaceResults.Server("raw-c", 1, 5), RaceResults.Server("raw-c-et", 1, 5));

        Assert.That(Comparison.Behind(result), Is.Empty);
    }

    [Test]
    public void Rates_count_only_where_the_load_had_time()
    {
        ScenarioResult idle = RaceResults.Of(RaceResults.Server("reactor", 0.9, 10, 10), RaceResults.Server("other", 0.9, 5, 5));
        ScenarioResult busy = RaceResults.Of(RaceResults.Server("reactor", 0.95, 10, 10), RaceResults.Server("other", 0.95, 5, 5));

        Assert.That(Comparison.Behind(idle).Last(), Is.EqualTo("50 × 64 B, messages per second as a share of Reactor's: the other 2.00 (2.00 to 2.00)."));
        Assert.That(Comparison.Behind(busy).Count(), Is.EqualTo(1));
    }
}
