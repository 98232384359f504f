// Races servers against raw C, slice by slice on the same two cores: see bench/README.md.
using System.Runtime.InteropServices;
using Race;
using Race.Peers;
using Race.Report;
using Race.Results;

using CancellationTokenSource cancellation = new();

// Everything that was started is ended on the way out, so the way out is the same for a signal.
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Cancel);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Cancel);
try
{
    RaceOptions options = RaceOptions.Parse(args);
    if (options.OnlyLists)
    {
        List();
    }
    else if (!options.OnlyReports)
    {
        new WholeRace(options, cancellation.Token).Run();
    }

    if (options.OnlyReports || (options.Kind != RunKind.Look && !options.OnlyLists))
    {
        PerformancePage.Write(ResultStore.ReadAll(RunKind.Everybody), ResultStore.ReadAll(RunKind.Marks), MemoryResults.Read());
        string[] written = [Repository.Page, Repository.ScenarioPage, Repository.StreamsPage, Repository.Chart];
        Console.WriteLine($"\nWritten: {string.Join(", ", written.Select(path => Path.GetRelativePath(Repository.Root, path)))}");
    }

    return 0;
}
catch (RaceException exception)
{
    Console.Error.WriteLine($"\nrace: {exception.Message}");
    return 1;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("\nrace: interrupted");
    return 130;
}

void Cancel(PosixSignalContext context)
{
    context.Cancel = true;
    cancellation.Cancel();
}

static void List()
{
    Console.WriteLine("Scenarios:");
    foreach (Scenario scenario in Scenario.All)
    {
        Console.WriteLine($"  {scenario.Name,-16} {scenario.Title}");
    }

    Console.WriteLine("Servers:");
    foreach (Peer peer in PeerCatalog.Read())
    {
        Console.WriteLine($"  {peer.Name,-16} {peer.Title}{(peer.Needs.Count == 0 ? "" : $"; needs {string.Join(", ", peer.Needs)}")}");
    }
}
