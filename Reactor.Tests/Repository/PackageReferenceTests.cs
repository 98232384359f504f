using System.Xml.Linq;

namespace Reactor.Tests.Repository;

/// <summary>Whoever takes a library takes its dependencies: there are as good as none.</summary>
public sealed class PackageReferenceTests
{
    private const string Remedy = "A dependency is a decision: do without it, or put the code that needs it into a package of its own.";

    [TestCase("Reactor/Reactor.csproj", "Microsoft.Extensions.Logging.Abstractions")]
    [TestCase("Reactor.Handlers/Reactor.Handlers.csproj")]
    [TestCase("Reactor.Simulation/Reactor.Simulation.csproj")]
    [TestCase("samples/EchoServer/EchoServer.csproj", "Microsoft.Extensions.Logging.Console")]
    public void A_project_depends_on_these_packages_only(string project, params string[] packages) =>
        Assert.That(PackagesOf(project), Is.EquivalentTo(packages), Remedy);

    [TestCase("Reactor/Reactor.csproj")]
    [TestCase("Reactor.Handlers/Reactor.Handlers.csproj", "Reactor")]
    [TestCase("Reactor.Simulation/Reactor.Simulation.csproj", "Reactor")]
    public void A_library_depends_on_these_projects_only(string project, params string[] projects) =>
        Assert.That(Items(project, "ProjectReference").Select(ProjectName), Is.EquivalentTo(projects), Remedy);

    [TestCase("Directory.Build.props")]
    [TestCase("Directory.Packages.props")]
    public void No_package_arrives_by_the_back_door(string file) =>
        Assert.That(
            Items(file, "PackageReference").Concat(Items(file, "GlobalPackageReference")),
            Is.Empty,
            "A package is referenced in the project that needs it, where it can be seen.");

    /// <summary>Packages with PrivateAssets="all" are tools of the build: nobody who references us sees them.</summary>
    private static IEnumerable<string> PackagesOf(string project) =>
        Items(project, "PackageReference").Concat(Items(project, "FrameworkReference"))
            .Where(item => (string?)item.Attribute("PrivateAssets") != "all")
            .Select(item => (string)item.Attribute("Include")!);

    private static IEnumerable<XElement> Items(string file, string name) =>
        XDocument.Load(Path.Combine(RepositoryFiles.Root, file)).Descendants().Where(element => element.Name.LocalName == name);

    private static string ProjectName(XElement reference) => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!);
}
