using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Reactor.Tests.Repository;

/// <summary>Finds code of <c>Reactor/</c> that mentions a higher floor. Comments may: they explain, they do not depend.</summary>
internal static class UpwardArrows
{
    /// <summary>The paths are relative to <c>Reactor/</c>. Generated halves are missing here, and nothing above is lost by that.</summary>
    public static IEnumerable<string> Find(IEnumerable<(string Path, string Text)> sources)
    {
        SyntaxTree[] trees = [.. sources.Select(source => CodeCompiler.Parse(source.Text, source.Path))];
        CSharpCompilation compilation = CodeCompiler.Compile(trees, without: "Reactor");
        return trees.SelectMany(tree => InUsings(tree).Concat(InCode(compilation.GetSemanticModel(tree))));
    }

    private static IEnumerable<string> InUsings(SyntaxTree tree)
    {
        int floor = Floors.Of(tree.FilePath) ?? 0;
        foreach (UsingDirectiveSyntax directive in tree.GetRoot().DescendantNodes().OfType<UsingDirectiveSyntax>())
        {
            string name = directive.NamespaceOrType.ToString();
            if (Floors.OfNamespace(name) > floor)
                yield return $"{Where(directive)}: floor {floor} opens {name}, floor {Floors.OfNamespace(name)}.";
        }
    }

    /// <summary>One complaint for each type: where it comes up first, and how often.</summary>
    private static IEnumerable<string> InCode(SemanticModel model) =>
        from name in model.SyntaxTree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>()
        let owner = OwnerOf(model.GetSymbolInfo(name))
        where owner is not null && FileOf(owner) is { } file && !Floors.MayMention(model.SyntaxTree.FilePath, file)
        group name by (owner.Name, Floor: Floors.Of(FileOf(owner)!)) into mentions
        let others = mentions.Count() > 1 ? $" ({mentions.Count()} times)" : ""
        select $"{Where(mentions.First())}: floor {Floors.Of(model.SyntaxTree.FilePath)} mentions {mentions.Key.Name}, floor {mentions.Key.Floor}{others}.";

    /// <summary>The outermost type that the name stands for or belongs to.</summary>
    private static INamedTypeSymbol? OwnerOf(SymbolInfo info)
    {
        ISymbol? symbol = info.Symbol ?? info.CandidateSymbols.FirstOrDefault();
        // A local or a parameter says nothing about its type; whoever declared it did, and is asked there.
        if (symbol is null or ILocalSymbol or IParameterSymbol or ITypeParameterSymbol or INamespaceSymbol)
            return null;

        INamedTypeSymbol? type = symbol as INamedTypeSymbol ?? symbol.ContainingType;
        while (type?.ContainingType is { } outer)
            type = outer;
        return type;
    }

    private static string? FileOf(INamedTypeSymbol type) =>
        type.OriginalDefinition.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree.FilePath is { Length: > 0 } path ? path : null;

    private static string Where(SyntaxNode node) =>
        $"Reactor/{node.SyntaxTree.FilePath}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";
}
