namespace Reactor.Tests.Repository;

/// <summary>A fenced block of a page, starting at a line of it.</summary>
internal sealed record CodeBlock(string Page, int Line, string Language, string Code)
{
    public bool Contains(int line) => line >= Line && line < Line + Code.Count(character => character == '\n') + 1;

    public override string ToString() => $"{Page}:{Line}";
}
