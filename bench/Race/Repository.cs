namespace Race;

/// <summary>Where things are.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Results => Made(Path.Combine(Root, "artifacts", "bench"));

    public static string Peers => Path.Combine(Root, "bench", "Peers");

    /// <summary>What all of them are measured against.</summary>
    public static string RawC => Path.Combine(Root, "bench", "raw-c");

    public static string Page => Path.Combine(Root, "docs", "performance.md");

    public static string ScenarioPage => Path.Combine(Root, "docs", "performance-scenarios.md");

    public static string StreamsPage => Path.Combine(Root, "docs", "performance-streams.md");

    public static string MicroPage => Path.Combine(Root, "docs", "performance-micro.md");

    public static string Chart => Path.Combine(Root, "docs", "performance.svg");

    /// <summary>The load generator, which is built with this program and lies beside it.</summary>
    public static string Load
    {
        get
        {
            string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
            return Path.Combine(Root, "artifacts", "bin", "Load", configuration, "Load.dll");
        }
    }

    private static string Made(string folder) => Directory.CreateDirectory(folder).FullName;

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Reactor.sln")))
            {
                return folder.FullName;
            }
        }

        throw new RaceException("Run this from inside the repository: there is no Reactor.sln above the program.");
    }
}
