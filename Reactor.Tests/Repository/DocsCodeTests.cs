using Microsoft.CodeAnalysis;

namespace Reactor.Tests.Repository;

/// <summary>
/// What the pages show compiles. A block with using directives is a whole file and gets nothing but the implicit ones; a block
/// without is a fragment, and may use <c>loop</c> and <c>options</c> as if they were declared, or be members of a handler.
/// </summary>
public sealed class DocsCodeTests
{
    private static readonly string[] Misspelt = ["cs", "c#", "C#", "CSharp", "Csharp"];

    private const string FragmentUsings =
        "using System.Buffers; using System.Net; using System.Net.Sockets; using System.Text; using NUnit.Framework; " +
        "using Microsoft.Extensions.Logging; using Reactor; using Reactor.Handlers; using Reactor.Simulation; ";

    // A namespace that has no type yet cannot be opened, unless somebody declares it.
    private const string Namespaces = "namespace Reactor { } namespace Reactor.Handlers { } namespace Reactor.Simulation { }";

    /// <summary>What may stand around a fragment. No line breaks: line numbers stay those of the page.</summary>
    private static readonly (string Before, string After)[] Surroundings =
    [
        ("", ""),
        ("static class Page { static async Task Fragment(EventLoop loop, EventLoopOptions options) { await Task.Yield(); ", "\n} }"),
        ("abstract class PageHandler : ConnectionHandler { ", "\n}"),
        ("abstract class PageReadiness : IHandler { ", "\n}"),
    ];

    [TestCaseSource(nameof(Blocks))]
    public void Code_on_a_page_compiles(string place)
    {
        CodeBlock block = AllBlocks().Single(block => block.ToString() == place);
        Complaints.AssertNone(ErrorsOf(block), "Mend the code, or tag the block as text if it is not meant as code:");
    }

    [Test]
    public void The_readme_shows_code() =>
        Assert.That(Blocks().Any(place => place.StartsWith("README.md:", StringComparison.Ordinal)), "README.md has no csharp block.");

    [Test]
    public void Code_is_tagged_so_that_it_is_compiled() =>
        Complaints.AssertNone(
            AllBlocks().Where(block => Misspelt.Contains(block.Language)).Select(block => $"{block}: {block.Language}"),
            "Only blocks tagged csharp are compiled; write that instead of:");

    [TestCase("using Reactor;\n\nConsole.WriteLine(1);", "")]
    [TestCase("class C { }", "")]
    [TestCase("int n = 1;\nConsole.WriteLine(n);", "")]
    [TestCase("int n = 1;\nnope();", "page.md:11: error CS0103: The name 'nope' does not exist in the current context")]
    [TestCase("using System.Net;\nnope();", "page.md:11: error CS0103: The name 'nope' does not exist in the current context")]
    [TestCase("using Reactor;\nIPAddress? a = null;", "page.md:11: error CS0246: The type or namespace name 'IPAddress' could not be found*")]
    public void Errors_name_the_line_of_the_page(string code, string expected)
    {
        string found = string.Join('\n', ErrorsOf(new CodeBlock("page.md", 10, "csharp", code)));

        Assert.That(found, expected.EndsWith('*') ? Does.StartWith(expected[..^1]) : Is.EqualTo(expected));
    }

    private static IEnumerable<string> Blocks() => AllBlocks().Where(block => block.Language == "csharp").Select(block => block.ToString());

    private static IEnumerable<CodeBlock> AllBlocks() => RepositoryFiles.Pages().SelectMany(file => new MarkdownFile(file).CodeBlocks());

    /// <summary>The errors of the surroundings in which the block does best: these are the ones its author can use.</summary>
    private static IEnumerable<string> ErrorsOf(CodeBlock block)
    {
        bool isFile = block.Code.Split('\n').Any(IsUsing);
        string[][] attempts = isFile
            ? [Attempt(block, block.Code)]
            : [.. Surroundings.Select(around => Attempt(block, FragmentUsings + around.Before + block.Code + around.After))];
        return attempts.MinBy(errors => errors.Length)!;
    }

    private static string[] Attempt(CodeBlock block, string code)
    {
        SyntaxTree tree = CodeCompiler.Parse(code);
        bool isProgram = tree.GetRoot().ChildNodes().Any(node => node is Microsoft.CodeAnalysis.CSharp.Syntax.GlobalStatementSyntax);
        OutputKind kind = isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;

        return [.. from diagnostic in CodeCompiler.Compile([tree, CodeCompiler.Parse(Namespaces)], kind).GetDiagnostics()
                   where diagnostic.Severity == DiagnosticSeverity.Error
                   let line = block.Line + diagnostic.Location.GetLineSpan().StartLinePosition.Line
                   select $"{block.Page}:{line}: error {diagnostic.Id}: {diagnostic.GetMessage(null)}"];
    }

    private static bool IsUsing(string line) =>
        line.StartsWith("using ", StringComparison.Ordinal) && line.EndsWith(';') && !line.Contains('=') && !line.Contains('(');
}
