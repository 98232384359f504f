using System.Reflection;
using System.Text.RegularExpressions;

namespace Reactor.Tests.Repository;

/// <summary>Holds <c>docs/conformance.md</c> to its word: every number is there, and every test that it names exists.</summary>
[TestFixture]
internal sealed partial class ConformanceTests
{
    private const string NotApplicable = "Does not apply: ";

    [TestCase("Bugs", 40)]
    [TestCase("Behaviours", 64)]
    public void Every_number_has_a_test_or_a_reason(string section, int count)
    {
        string[] rows = Rows(section);

        Assert.That(rows.Select(row => int.Parse(Cells(row)[0])), Is.EqualTo(Enumerable.Range(1, count)));
        Assert.That(rows.Where(row => !HasTestOrReason(Cells(row)[2])), Is.Empty, "Name a test, or say why the number does not apply.");
    }

    [Test]
    public void Every_test_that_is_named_exists()
    {
        HashSet<string> known = [.. KnownTests()];

        string[] named = [.. Rows("Bugs").Concat(Rows("Behaviours")).SelectMany(row => Named(Cells(row)[2]))];

        Assert.That(named.Where(name => !known.Contains(name)), Is.Empty, "Renamed? Correct docs/conformance.md.");
        Assert.That(named, Has.Length.GreaterThan(100));
    }

    /// <summary>A row names the tests that name its number, and no others; those that run on both kernels in the last column.</summary>
    [TestCase("Bugs", "Bug")]
    [TestCase("Behaviours", "Behaviour")]
    public void Tests_are_listed_by_their_marks(string section, string mark)
    {
        ILookup<(int, bool), string> marked = Marks(mark).ToLookup(one => (one.Number, one.OnBoth), one => one.Test);

        foreach (string row in Rows(section))
        {
            string[] cells = Cells(row);
            int number = int.Parse(cells[0]);
            Assert.That(Named(cells[2]), Is.EquivalentTo(marked[(number, false)]), $"{mark} {number} in docs/conformance.md.");
            Assert.That(Named(cells[3]), Is.EquivalentTo(marked[(number, true)]), $"{mark} {number}: the last column of docs/conformance.md.");
        }

        Assert.That(marked.Select(one => one.Key.Item1), Is.All.InRange(1, Rows(section).Length));
        Assert.That(marked, Has.Count.GreaterThan(50));
    }

    [Test]
    public void Every_mark_stands_before_its_test()
    {
        string[] lost = [.. from file in RepositoryFiles.Sources("Reactor.Tests")
                            let text = File.ReadAllText(file.FullPath)
                            where MarkedTest().Count(text) != Mark().Count(text)
                            select file.Path];

        Assert.That(lost, Is.Empty, "Between a mark and its test only attributes and comments may stand.");
    }

    /// <summary>A comment such as <c>Bug 3, Behaviour 48: a reason</c> stands before its test, or behind an attribute of it.</summary>
    private static IEnumerable<(int Number, bool OnBoth, string Test)> Marks(string mark) =>
        from file in RepositoryFiles.Sources("Reactor.Tests")
        from comment in MarkedTest().Matches(File.ReadAllText(file.FullPath))
        from number in Number().Matches(comment.Groups[1].Value)
        where number.Groups[1].Value == mark
        let test = $"{Path.GetFileNameWithoutExtension(file.Name)}.{comment.Groups[2].Value}"
        select (int.Parse(number.Groups[2].Value), file.Path.StartsWith("Reactor.Tests/Conformance/", StringComparison.Ordinal), test);

    private static IEnumerable<string> Named(string cell) => TestName().Matches(cell).Select(match => match.Groups[1].Value);

    private static bool HasTestOrReason(string cell) => cell.StartsWith(NotApplicable, StringComparison.Ordinal) || TestName().IsMatch(cell);

    private static string[] Cells(string row) => [.. row.Trim('|').Split('|').Select(cell => cell.Trim())];

    private static string[] Rows(string section)
    {
        string text = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "conformance.md"));
        string body = text[text.IndexOf($"## {section}", StringComparison.Ordinal)..];
        int end = body.IndexOf("\n## ", StringComparison.Ordinal);
        return [.. (end < 0 ? body : body[..end]).Split('\n').Where(line => RowStart().IsMatch(line))];
    }

    /// <summary>Fixtures, and their tests as <c>Fixture.Test</c>.</summary>
    private static IEnumerable<string> KnownTests()
    {
        foreach (Type type in Assembly.GetExecutingAssembly().GetTypes())
        {
            yield return type.Name;
            foreach (MethodInfo method in type.GetMethods())
            {
                if (method.GetCustomAttributes().Any(attribute => attribute is TestAttribute or TestCaseAttribute or TestCaseSourceAttribute))
                    yield return $"{type.Name}.{method.Name}";
            }
        }
    }

    [GeneratedRegex(@"^\| \d+ \|")]
    private static partial Regex RowStart();

    [GeneratedRegex(@"// (?:Bug|Behaviour) \d", RegexOptions.IgnoreCase)]
    private static partial Regex Mark();

    [GeneratedRegex(@"// ((?:Bug|Behaviour) \d.*)\n(?: *(?:\[|//).*\n)* *public \w+ (\w+)\(")]
    private static partial Regex MarkedTest();

    [GeneratedRegex(@"(Bug|Behaviour) (\d+)")]
    private static partial Regex Number();

    [GeneratedRegex("`([A-Z][A-Za-z]+Tests\\.[A-Za-z_0-9]+)`")]
    private static partial Regex TestName();
}
