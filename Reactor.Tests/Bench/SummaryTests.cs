using Race.Results;

namespace Reactor.Tests.Bench;

public sealed class SummaryTests
{
    [Test]
    public void An_odd_number_of_figures_has_one_in_the_middle() =>
        Assert.That(Summary.Of([3, 1, 2]), Is.EqualTo(new Summary(2, 1, 3)));

    [Test]
    public void An_even_number_has_the_mean_of_the_two_in_the_middle() =>
        Assert.That(Summary.Of([4, 1, 2, 8]), Is.EqualTo(new Summary(3, 1, 8)));

    [Test]
    public void None_is_told_as_a_dash() =>
        Assert.That(Summary.Of([]).ToString("F2"), Is.EqualTo("–"));
}
