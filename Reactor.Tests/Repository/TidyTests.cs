using System.Text.RegularExpressions;

namespace Reactor.Tests.Repository;

/// <summary>Small order that no reviewer should have to ask for.</summary>
public sealed partial class TidyTests
{
    private const int MaxLines = 400;

    private static readonly string[] Libraries = ["Reactor/", "Reactor.Handlers/", "Reactor.Simulation/"];
    private static readonly string[] ReadByPeople = [".cs", ".c", ".h", ".md", ".sh", ""];

    [Test]
    public void Nothing_is_left_for_later() =>
        Complaints.AssertNone(LinesThat(LeftoverPattern().IsMatch), "Finish it, or write it down where work is planned:");

    [Test]
    public void No_line_ends_in_blanks() =>
        Complaints.AssertNone(LinesThat(line => line.Length > 0 && line[^1] is ' ' or '\t' or '\r'), "Remove the white space at the end of:");

    [Test]
    public void No_line_has_a_tab() =>
        Complaints.AssertNone(
            LinesThat(line => line.Contains('\t'), file => file.Extension is not (".sln" or ".go") && file.Name is not "Makefile"),
            "Write spaces, in strings \\t:");

    [Test]
    public void Every_file_ends_in_one_newline() =>
        Complaints.AssertNone(
            TextFiles().Where(file => !file.Text.EndsWith('\n') || file.Text.EndsWith("\n\n", StringComparison.Ordinal)).Select(file => file.Path),
            "End these files in exactly one newline:");

    [Test]
    public void No_file_is_long() =>
        Complaints.AssertNone(
            from file in TextFiles()
            where ReadByPeople.Contains(file.Extension) && file.Name is not "CHANGELOG.md"
            let lines = file.Text.Count(character => character == '\n')
            where lines > MaxLines
            select $"{file.Path}: {lines} lines",
            $"One idea, one file: find the second noun in these, which are longer than {MaxLines} lines.");

    [Test]
    public void Libraries_neither_sleep_nor_start_threads() =>
        Complaints.AssertNone(
            LinesThat(line => BlockingPattern().IsMatch(line) && !line.TrimStart().StartsWith("//", StringComparison.Ordinal), IsLibraryCode),
            "The loop never waits and everything runs on its thread: schedule a timer or post to the loop instead of");

    [Test]
    public void Decisions_are_numbered() =>
        Complaints.AssertNone(
            RepositoryFiles.In("docs/decisions").Where(file => !DecisionPattern().IsMatch(file.Name)).Select(file => file.Path),
            "A decision is called docs/decisions/NNNN-title.md, in small letters with dashes:");

    [Test]
    public void Decision_numbers_are_used_once() =>
        Complaints.AssertNone(
            RepositoryFiles.In("docs/decisions").GroupBy(file => file.Name.Split('-')[0]).Where(group => group.Count() > 1)
                .Select(group => string.Join(", ", group)),
            "Two decisions share a number; take the next free one:");

    [Test]
    public void Links_lead_somewhere() =>
        Complaints.AssertNone(
            from file in RepositoryFiles.All()
            where file.Extension == ".md"
            from link in new MarkdownFile(file).RelativeLinks()
            where !Path.Exists(Path.Combine(Path.GetDirectoryName(file.FullPath)!, link.Target))
            select $"{file.Path}:{link.Line}: {link.Target}",
            "These links lead to nothing:");

    private static IEnumerable<string> LinesThat(Func<string, bool> isWrong, Func<RepositoryFile, bool>? isMeant = null) =>
        from file in TextFiles()
        where isMeant is null || isMeant(file)
        from line in file.Lines()
        where isWrong(line.Text)
        select $"{file.Path}:{line.Number}: {line.Text.Trim()}";

    private static IEnumerable<RepositoryFile> TextFiles() => RepositoryFiles.All().Where(file => file.IsText);

    private static bool IsLibraryCode(RepositoryFile file) =>
        file.Extension == ".cs" && Libraries.Any(folder => file.Path.StartsWith(folder, StringComparison.Ordinal));

    // Written in two pieces each, or this file would complain about itself.
    [GeneratedRegex(@"\b(TO" + "DO|FIX" + "ME|HA" + @"CK)\b")]
    private static partial Regex LeftoverPattern();

    [GeneratedRegex(@"\b(Thread\.Sleep|Task\.Run)\b")]
    private static partial Regex BlockingPattern();

    [GeneratedRegex(@"^\d{4}-[a-z0-9]+(-[a-z0-9]+)*\.md$")]
    private static partial Regex DecisionPattern();
}
