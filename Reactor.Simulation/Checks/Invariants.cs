using Reactor.Polling;
using Reactor.Simulation.Files;

namespace Reactor.Simulation.Checks;

/// <summary>What must hold at all times, between any two turns.</summary>
internal sealed class Invariants(Simulation simulation)
{
    public void Sweep()
    {
        foreach (SimulatedHost host in simulation.Hosts)
        {
            CheckDescriptors(host);
            CheckTasks(host);
            CheckConnections(host);
            CheckOutput(host);
        }
    }

    /// <summary>All loops are disposed: nothing is left of them.</summary>
    public void CheckEnd()
    {
        foreach (SimulatedHost host in simulation.Hosts)
        {
            foreach ((int descriptor, OpenFile file) in host.Kernel.Files.Walk())
            {
                throw Broken(host, $"descriptor {descriptor} is still open at the end: {file.Describe()}");
            }
        }
    }

    private void CheckDescriptors(SimulatedHost host)
    {
        DescriptorTable files = host.Kernel.Files;
        Require(host, files.Opened == files.Closed + files.Live, $"{files.Opened} descriptors were opened, but {files.Closed} were closed and {files.Live} are open");
    }

    private void CheckTasks(SimulatedHost host)
    {
        LoopStatistics statistics = host.Loop.Statistics;
        long taken = host.Loop.Core.Tasks.Taken;
        long waiting = host.Loop.Core.Tasks.Count;
        Require(
            host,
            taken == statistics.Tasks + statistics.TasksDropped + waiting,
            $"{taken} tasks were accepted, but {statistics.Tasks} have run, {statistics.TasksDropped} were cancelled and {waiting} wait");
    }

    private void CheckConnections(SimulatedHost host)
    {
        CallbackLog log = host.Callbacks;
        Require(host, log.ClosedTwice is null, $"OnClosed was called twice on {log.ClosedTwice}");
        int open = host.Loop.Core.Connections.Fates.Open;
        int ending = host.Loop.Core.Connections.Closed.Count;
        int registered = 0;
        RegistrationTable table = host.Loop.Core.Poller.Table;
        for (int slot = 0; slot < table.Length; slot++)
        {
            registered += table[slot] is { Handler: IConnection } ? 1 : 0;
        }

        Require(host, open == registered + ending, $"{open} connections have not heard of their end, but {registered} are registered and {ending} are about to hear of it");
    }

    /// <summary>Output that waits has somebody who will send it.</summary>
    private void CheckOutput(SimulatedHost host)
    {
        RegistrationTable table = host.Loop.Core.Poller.Table;
        if (host.Loop.Core.IsClosed || host.Loop.HasPendingWork)
        {
            return;
        }

        for (int slot = 0; slot < table.Length; slot++)
        {
            if (table[slot] is { Handler: IConnection { HasQueuedOutput: true } connection } registration && (registration.Interest & Interest.Write) == 0)
            {
                throw Broken(host, $"{connection} on descriptor {slot} has output queued, but neither waits for writable nor is there pending work");
            }
        }
    }

    private void Require(SimulatedHost host, bool holds, string complaint)
    {
        if (!holds)
        {
            throw Broken(host, complaint);
        }
    }

    private SimulationException Broken(SimulatedHost host, string complaint) =>
        simulation.Failed(SimulationFailure.Invariant, $"on '{host.Name}', {complaint}.");
}
