using Race;
using Race.Results;

namespace Reactor.Tests.Bench;

/// <summary>What is only looked at must not find its way onto the pages.</summary>
public sealed class RaceOptionsTests
{
    [TestCase("", nameof(RunKind.Everybody))]
    [TestCase("--scenario line --rounds 3", nameof(RunKind.Everybody))]
    [TestCase("--marks", nameof(RunKind.Marks))]
    [TestCase("--server libuv", nameof(RunKind.Look))]
    [TestCase("--server mine=./server", nameof(RunKind.Look))]
    [TestCase("--no-docs", nameof(RunKind.Look))]
    [TestCase("--marks --no-docs", nameof(RunKind.Look))]
    public void A_run_is_kept_for_the_pages_only_if_all_that_belong_there_race(string line, string kind) =>
        Assert.That($"{Read(line).Kind}", Is.EqualTo(kind));

    [TestCase("--marks --server libuv", "--server cannot be given")]
    [TestCase("--scenario nothing", "no scenario 'nothing'")]
    [TestCase("--rounds 0", "'--rounds' is not understood")]
    [TestCase("--seconds", "'--seconds' is not understood")]
    public void What_makes_no_sense_is_refused_by_name(string line, string complaint) =>
        Assert.That(() => Read(line), Throws.TypeOf<RaceException>().With.Message.Contains(complaint));

    private static RaceOptions Read(string line) => RaceOptions.Read(line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
}
