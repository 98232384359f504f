// How much memory a connection takes: see bench/README.md. With --serve it is the server that another instance of it weighs.
using Memory;
using Race;
using Race.Machine;
using Race.Results;

if (args is ["--serve", string name, string most])
{
    return Scale.Serve(Subject.All.Single(subject => subject.Name == name), int.Parse(most));
}

if (MemoryOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine(MemoryOptions.Usage);
    return 2;
}

try
{
    List<MemoryFigures> figures = [];
    Console.WriteLine($"Bytes for each of {options.Connections:N0} connections:");
    Console.WriteLine($"  {"",-72} {"managed",10} {"resident",10}   mark");
    foreach (Subject subject in Subject.All)
    {
        MemoryFigures one = Weighing.Of(subject, options.Connections);
        figures.Add(one);
        Console.WriteLine($"  {one.Title,-72} {one.Managed,10:N0} {one.Resident,10:N0}   {one.Mark}{(one.IsWithinMark ? "" : ", exceeded")}");
    }

    new MemoryResults(options.Command, $"{DateTime.UtcNow:yyyy-MM-dd}", MachineFacts.Read(), options.Connections, figures).Write();
    Console.WriteLine("Written: artifacts/bench/memory.json; `dotnet run -c Release --project bench/Race -- --report` puts it into docs/performance.md.");
    return 0;
}
catch (RaceException exception)
{
    Console.Error.WriteLine($"memory: {exception.Message}");
    return 1;
}
