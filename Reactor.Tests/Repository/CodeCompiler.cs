using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Reactor.Tests.Repository;

/// <summary>Compiles text the way a project with our settings would, without writing anything.</summary>
internal static class CodeCompiler
{
    /// <summary>What ImplicitUsings gives a console project.</summary>
    private const string ImplicitUsings =
        """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly Lazy<MetadataReference[]> References = new(FindReferences);

    public static SyntaxTree Parse(string text, string path = "") =>
        CSharpSyntaxTree.ParseText(text, CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest), path);

    /// <summary>Compiles for reading: <paramref name="without"/> names an assembly whose sources are given here instead.</summary>
    public static CSharpCompilation Compile(
        IEnumerable<SyntaxTree> trees,
        OutputKind kind = OutputKind.DynamicallyLinkedLibrary,
        string? without = null)
    {
        CSharpCompilationOptions options = new(kind, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable);
        IEnumerable<MetadataReference> references = without is null
            ? References.Value
            : References.Value.Where(reference => Path.GetFileNameWithoutExtension(reference.Display) != without);

        return CSharpCompilation.Create(without ?? "Snippet", [Parse(ImplicitUsings), .. trees], references, options);
    }

    /// <summary>The framework, and all that stands beside the tests: our libraries, logging, NUnit.</summary>
    private static MetadataReference[] FindReferences()
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return [.. Directory.EnumerateFiles(framework, "*.dll")
            .Concat(Directory.EnumerateFiles(AppContext.BaseDirectory, "*.dll"))
            .DistinctBy(Path.GetFileName)
            .Select(path => MetadataReference.CreateFromFile(path))];
    }
}
