using Race;
using Race.Results;

namespace Reactor.Tests.Bench;

public sealed class MarkTests
{
    private static readonly Scenario s_echo = Scenario.All.First(scenario => scenario.Name == "echo-50");

    [TestCase(1.03, true)]
    [TestCase(1.04, false)]
    public void CPU_is_held_by_its_median_against_the_most(double ratio, bool holds)
    {
        MarkOutcome outcome = Measure(Mark.Cpu(1.03), cpu: ratio);

        Assert.That(outcome.Holds, Is.EqualTo(holds));
        Assert.That(outcome.Measured, Is.EqualTo(new Summary(ratio, 0.5, 2)));
    }

    [TestCase(0.97, true)]
    [TestCase(0.96, false)]
    public void A_rate_is_held_by_its_median_against_the_least(double ratio, bool holds) =>
        Assert.That(Measure(Mark.Rate(0.97), rate: ratio).Holds, Is.EqualTo(holds));

    [TestCase(2.05, true)]
    [TestCase(2.06, false)]
    public void System_calls_are_held_against_the_most(double calls, bool holds) =>
        Assert.That(Measure(Mark.SystemCalls(2.05), calls: calls).Holds, Is.EqualTo(holds));

    [Test]
    public void A_mark_of_a_server_that_did_not_race_has_no_outcome()
    {
        Scenario scenario = s_echo with { Marks = [Mark.Cpu(1.03) with { Server = "absent" }, Mark.Cpu(1.03) with { Baseline = "absent" }] };

        Assert.That(MarkOutcome.Of(scenario, RaceResults.Of(Raced(1, 1, 2), RaceResults.Server("raw-c", 1, 1))), Is.Empty);
    }

    [Test]
    public void A_mark_tells_what_C_with_the_same_means_came_to()
    {
        Scenario scenario = s_echo with { Marks = [Mark.Rate(1.3) with { Twin = "twin" }, Mark.Rate(1.3) with { Twin = "absent" }] };
        ServerResult twin = RaceResults.Server("twin", 1, 1, 1, 1).Next("raw-c", new Ratio(1.1, 1), new Ratio(1.2, 1), new Ratio(1.4, 1));

        MarkOutcome[] outcomes = [.. MarkOutcome.Of(scenario, RaceResults.Of(Raced(1, 1, 2), twin, RaceResults.Server("raw-c", 1, 1, 1, 1)))];

        Assert.That(outcomes[0].Twin, Is.EqualTo(new Summary(1.2, 1.1, 1.4)));
        Assert.That(outcomes[0].ToString(), Does.EndWith("MISSED; the same in C: 1.200 (1.100 to 1.400)"));
        Assert.That(outcomes[1].Twin, Is.Null);
    }

    // Uncounted, where neither perf nor strace is there.
    [Test]
    public void System_calls_that_nobody_counted_have_no_outcome()
    {
        Scenario scenario = s_echo with { Marks = [Mark.SystemCalls(2.05)] };

        Assert.That(MarkOutcome.Of(scenario, RaceResults.Of(Raced(1, 1, null), RaceResults.Server("raw-c", 1, 1))), Is.Empty);
    }

    [Test]
    public void Every_mark_names_servers_that_race_in_its_scenario()
    {
        foreach (Scenario scenario in Scenario.All)
        {
            foreach (Mark mark in scenario.Marks)
            {
                Assert.That(scenario.IsMarked(mark.Server), Is.True);
                Assert.That(scenario.IsBaseline(mark.Baseline), Is.True, $"{scenario.Name} is not compared with {mark.Baseline}.");
                Assert.That(mark.Twin is null || scenario.IsBaseline(mark.Twin), Is.True, $"{mark.Twin} does not race in {scenario.Name}.");
            }
        }
    }

    private static MarkOutcome Measure(Mark mark, double rate = 1, double cpu = 1, double calls = 2) =>
        MarkOutcome.Of(s_echo with { Marks = [mark] }, RaceResults.Of(Raced(rate, cpu, calls), RaceResults.Server("raw-c", 1, 1, 1, 1))).Single();

    private static ServerResult Raced(double rate, double cpu, double? calls) =>
        (RaceResults.Server("reactor", 1, 1, 1, 1) with { SystemCalls = calls }).Next("raw-c", new Ratio(0.5, 0.5), new Ratio(rate, cpu), new Ratio(2, 2));
}
