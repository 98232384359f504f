namespace Reactor.Tests.Repository;

/// <summary>The repository as files: where it is, and what somebody wrote (not what a build made).</summary>
internal static class RepositoryFiles
{
    private static readonly string[] GeneratedFolders =
        [".git", ".vs", ".vscode", ".idea", "artifacts", "bin", "obj", "TestResults", "BenchmarkDotNet.Artifacts"];

    public static string Root { get; } = FindRoot();

    public static IEnumerable<RepositoryFile> All() => Below(Root);

    public static IEnumerable<RepositoryFile> In(string folder)
    {
        string path = Path.Combine(Root, folder);
        return Directory.Exists(path) ? Below(path) : [];
    }

    public static IEnumerable<RepositoryFile> Sources(string folder) => In(folder).Where(file => file.Extension == ".cs");

    /// <summary>README.md and everything in docs/: the pages whose code has to compile.</summary>
    public static IEnumerable<RepositoryFile> Pages() =>
        All().Where(file => file.Path == "README.md" || (file.Extension == ".md" && file.Path.StartsWith("docs/", StringComparison.Ordinal)));

    private static IEnumerable<RepositoryFile> Below(string folder)
    {
        foreach (string path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
            yield return new RepositoryFile(Path.GetRelativePath(Root, path), path);

        foreach (string child in Directory.EnumerateDirectories(folder).Order(StringComparer.Ordinal))
        {
            if (GeneratedFolders.Contains(Path.GetFileName(child)))
                continue;
            foreach (RepositoryFile file in Below(child))
                yield return file;
        }
    }

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Reactor.sln")))
                return folder.FullName;
        }

        throw new InvalidOperationException("No Reactor.sln above " + AppContext.BaseDirectory + ": run the tests from inside the repository.");
    }
}
