namespace Reactor.Tests.Repository;

/// <summary>Dependencies point down only: a lower floor can be read and tested without the upper ones.</summary>
public sealed class FloorsTests
{
    private const string Remedy =
        "Dependencies point down only. Move the code up, hand the upper thing down as a delegate or a value, or, when the table is wrong, " +
        "change it in Reactor.Tests/Repository/Floors.cs with a reason.";

    [Test]
    public void Every_folder_has_a_floor() =>
        Complaints.AssertNone(
            Library().Where(source => Floors.Of(source.Path) is null).Select(source => "Reactor/" + source.Path),
            "These files stand in a folder without a floor: give it one in Reactor.Tests/Repository/Floors.cs.");

    [Test]
    public void No_file_mentions_a_higher_floor() => Complaints.AssertNone(UpwardArrows.Find(Library()), Remedy);

    [Test]
    public void The_library_does_not_know_what_is_built_on_it()
    {
        string[] upper = ["Reactor.Handlers", "Reactor.Simulation", "Reactor.Tests"];
        Complaints.AssertNone(
            from file in RepositoryFiles.Sources("Reactor")
            from line in file.Lines()
            from name in upper
            where line.Text.Contains(name, StringComparison.Ordinal)
            select $"{file.Path}:{line.Number}: mentions {name}.",
            "Reactor stands alone, its comments too: say what it promises, not who uses it.");
    }

    [Test]
    public void Native_calls_are_declared_in_one_folder() =>
        Complaints.AssertNone(
            from folder in new[] { "Reactor", "Reactor.Handlers", "Reactor.Simulation" }
            from file in RepositoryFiles.Sources(folder)
            where !file.Path.StartsWith("Reactor/SystemCalls/Linux/", StringComparison.Ordinal)
            from line in file.Lines()
            where line.Text.Contains("[LibraryImport", StringComparison.Ordinal) || line.Text.Contains("[DllImport", StringComparison.Ordinal)
            select $"{file.Path}:{line.Number}: declares a native call.",
            "Only Reactor/SystemCalls/Linux talks to libc; the rest goes through Kernel, so that it also runs in a simulation.");

    [Test]
    public void An_upward_arrow_is_found()
    {
        (string, string)[] sources =
        [
            ("Sockets/Acceptor.cs", "namespace Reactor.Sockets; class Acceptor { public static int Budget; }"),
            ("Polling/Poller.cs", "using Reactor.Sockets;\nnamespace Reactor.Polling;\nclass Poller { Acceptor? _a; int B() => Acceptor.Budget; }"),
            ("EventLoop.cs", "namespace Reactor; class EventLoop { internal Reactor.Polling.Poller? Poller; }"),
            ("Timers/Wheel.cs", "namespace Reactor.Timers;\nclass Wheel { object M(EventLoop l) => l.Poller!; }"),
        ];

        string[] found = [.. UpwardArrows.Find(sources)];

        Assert.That(found, Is.EquivalentTo(new[]
        {
            "Reactor/Polling/Poller.cs:1: floor 1 opens Reactor.Sockets, floor 2.",
            "Reactor/Polling/Poller.cs:3: floor 1 mentions Acceptor, floor 2 (3 times).",
            "Reactor/Timers/Wheel.cs:2: floor 1 mentions EventLoop, floor 3 (2 times).",
        }));
    }

    [Test]
    public void Downward_mentions_are_welcome()
    {
        (string, string)[] sources =
        [
            ("Interest.cs", "namespace Reactor; enum Interest { Read, Write }"),
            ("IHandler.cs", "namespace Reactor; interface IHandler { void OnReadable(Registration r); }"),
            ("Registration.cs", "using Reactor.Polling; namespace Reactor; class Registration { Poller? _p; Interest _i; }"),
            ("Polling/Poller.cs", "namespace Reactor.Polling; /* Registration */ class Poller { Interest _i; object? Registration; }"),
        ];

        Assert.That(UpwardArrows.Find(sources), Is.Empty);
    }

    private static IEnumerable<(string Path, string Text)> Library() =>
        RepositoryFiles.Sources("Reactor").Select(file => (file.Path["Reactor/".Length..], file.Text));
}
