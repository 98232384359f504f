using System.Text.RegularExpressions;

namespace Reactor.Tests.Repository;

/// <summary>What the pages in <c>bench/</c> say of scenarios, options, servers and benchmarks is what the programs there know.</summary>
public sealed partial class BenchPagesTests
{
    private const string Page = "bench/README.md";
    private const string PeersPage = "bench/Peers/README.md";

    [Test]
    public void The_table_names_every_scenario_of_the_race() =>
        Assert.That(
            TableNames(Page, "| Scenario |"),
            Is.EqualTo(Matches(Read("bench/Race/Scenario.cs"), ScenarioPattern())),
            $"The table of {Page} has the scenarios of bench/Race/Scenario.cs, in their order.");

    [Test]
    public void Every_option_of_the_race_that_is_told_exists()
    {
        string usage = UsagePattern().Match(Read("bench/Race/RaceOptions.cs")).Value;
        string[] told = [.. Told().SelectMany(text => Matches(text, OptionPattern())).Distinct()];

        Assert.That(told, Has.Length.GreaterThan(5));
        Assert.That(told, Is.SubsetOf(Matches(usage, OptionPattern())), $"{Page} tells of options that bench/Race does not know.");
    }

    [Test]
    public void Every_server_stands_in_the_table() =>
        Assert.That(
            TableNames(PeersPage, "| Folder |"),
            Is.EquivalentTo(PeerFile.All().Select(peer => peer.Folder)),
            $"The table of {PeersPage} has the folders with a peer.json.");

    [Test]
    public void Every_benchmark_is_told()
    {
        string[] classes = [.. from file in RepositoryFiles.Sources("bench/Micro")
                               where file.Text.Contains("[Benchmark(", StringComparison.Ordinal)
                               from name in Matches(file.Text, BenchmarkClassPattern())
                               select name];

        Assert.That(TableNames(Page, "| Class |").Distinct(), Is.EquivalentTo(classes), $"The last table of {Page} names the classes of bench/Micro.");
    }

    /// <summary>What the page says of the race: its commands anywhere, and all of the sections about it.</summary>
    private static IEnumerable<string> Told()
    {
        string page = Read(Page);
        int others = page.IndexOf("## What a connection holds", StringComparison.Ordinal);
        Assert.That(others, Is.Positive, "The sections about the race come first.");
        return page[others..].Split('\n').Where(line => line.Contains("bench/Race", StringComparison.Ordinal)).Prepend(page[..others]);
    }

    /// <summary>The names in back quotes in the first column of the table that begins so.</summary>
    private static string[] TableNames(string page, string head) =>
        [.. Read(page).Split('\n')
            .SkipWhile(line => !line.StartsWith(head, StringComparison.Ordinal)).Skip(2)
            .TakeWhile(line => line.StartsWith('|'))
            .SelectMany(line => Matches(line.Split('|')[1].Split(':')[0], QuotedPattern()))];

    private static string[] Matches(string text, Regex pattern) => [.. pattern.Matches(text).Select(match => match.Groups[1].Value)];

    private static string Read(string path) => File.ReadAllText(Path.Combine(RepositoryFiles.Root, path));

    [GeneratedRegex("^ +new\\(\"([^\"]+)\"", RegexOptions.Multiline)]
    private static partial Regex ScenarioPattern();

    [GeneratedRegex("Usage = \"\"\".*?\"\"\"", RegexOptions.Singleline)]
    private static partial Regex UsagePattern();

    [GeneratedRegex(@"(?<![-\w])(--[a-z][a-z-]*)")]
    private static partial Regex OptionPattern();

    [GeneratedRegex(@"^public (?:sealed )?class (\w+)", RegexOptions.Multiline)]
    private static partial Regex BenchmarkClassPattern();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex QuotedPattern();
}
