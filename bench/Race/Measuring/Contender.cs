using Race.Peers;
using Race.Processes;

namespace Race.Measuring;

/// <summary>A server in a scenario, with its load, while it races.</summary>
internal sealed class Contender : IDisposable
{
    private Contender(Peer peer, ServerProcess server, LoadProcess load, MemoryUse memoryBefore)
    {
        Peer = peer;
        Server = server;
        Load = load;
        MemoryBefore = memoryBefore;
    }

    public Peer Peer { get; }

    public ServerProcess Server { get; }

    public LoadProcess Load { get; }

    public MemoryUse MemoryBefore { get; }

    /// <summary>What the server and the load have used since they began, also while it was not their turn.</summary>
    public double CpuSeconds => ProcessFiles.CpuSeconds([.. Server.Processes, Load.Id]);

    /// <summary>Starts the server and its load.</summary>
    /// <exception cref="RaceException">The server does not start.</exception>
    public static Contender Start(Peer peer, Scenario scenario, RaceOptions options, CancellationToken cancellation)
    {
        ServerProcess server = ServerProcess.Start(peer, scenario.Mode, options.ServerCore);
        MemoryUse memory = ProcessFiles.Memory(server.Processes);
        return new Contender(peer, server, new LoadProcess(server, scenario, options.LoadCore, cancellation), memory);
    }

    public void Dispose()
    {
        Load.Dispose();
        Server.Dispose();
    }
}
