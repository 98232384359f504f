namespace Reactor.Tests.Repository;

/// <summary>One file: its path from the repository's root, and its text.</summary>
internal sealed record RepositoryFile(string Path, string FullPath)
{
    private string? _text;

    public string Extension => System.IO.Path.GetExtension(Path);

    public string Name => System.IO.Path.GetFileName(Path);

    public string Text => _text ??= File.ReadAllText(FullPath);

    public bool IsText => !Text.Contains('\0');

    /// <summary>The lines with their numbers, counted from one as editors do.</summary>
    public IEnumerable<(int Number, string Text)> Lines() => Text.Split('\n').Select((line, index) => (index + 1, line));

    public override string ToString() => Path;
}
