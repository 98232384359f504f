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
            CheckPosts(host);
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
        LoopCore core = host.Loop.Core;
        foreach ((int descriptor, OpenFile file) in files.Walk())
        {
            if (files.IsLoops(descriptor) && !BelongsToLoop(core, descriptor))
            {
                throw Broken(
                    host,
                    $"descriptor {descriptor} was opened in a turn and belongs to nobody: it is not registered, not a spare and not held in reserve, but open: {file.Describe()}");
            }
        }

        // A loop that is disposed keeps the registration of its own event counter, which it has closed.
        for (int slot = 0; slot < core.Poller.Table.Length && !core.IsClosed; slot++)
        {
            if (core.Poller.Table[slot] is { } registration && files[slot] is null && registration.Interest != Interest.None)
            {
                throw Broken(host, $"descriptor {slot} is registered but not open");
            }
        }
    }

    /// <summary>What producers hand over comes into the loop's line, or waits at its door.</summary>
    private void CheckPosts(SimulatedHost host)
    {
        // What comes after the end is refused, and counted by the producer as well.
        if (host.Loop.Core.IsClosed)
        {
            return;
        }

        long produced = host.Thread.Produced;
        long collected = host.Loop.Core.Tasks.Collected;
        int waiting = host.Loop.Core.Tasks.CountPosts();
        if (produced != collected + waiting)
        {
            throw Broken(host, $"{produced} tasks were posted, but {collected} were taken in and {waiting} wait");
        }
    }

    private void CheckTasks(SimulatedHost host)
    {
        LoopStatistics statistics = host.Loop.Statistics;
        long taken = host.Loop.Core.Tasks.Taken;
        long waiting = host.Loop.Core.Tasks.Count;
        if (taken != statistics.Tasks + statistics.TasksDropped + waiting)
        {
            throw Broken(host, $"{taken} tasks were accepted, but {statistics.Tasks} have run, {statistics.TasksDropped} were cancelled and {waiting} wait");
        }
    }

    private void CheckConnections(SimulatedHost host)
    {
        if (host.Callbacks.ClosedTwice is { } closed)
        {
            throw Broken(host, $"OnClosed was called twice on {closed}");
        }

        int open = host.Loop.Core.Connections.Fates.Open;
        int ending = host.Loop.Core.Connections.Closed.Count;
        int registered = 0;
        RegistrationTable table = host.Loop.Core.Poller.Table;
        for (int slot = 0; slot < table.Length; slot++)
        {
            registered += table[slot] is { Handler: IConnection } ? 1 : 0;
        }

        if (open != registered + ending)
        {
            throw Broken(host, $"{open} connections have not heard of their end, but {registered} are registered and {ending} are about to hear of it");
        }
    }

    /// <summary>Output that waits has somebody who will send it.</summary>
    private void CheckOutput(SimulatedHost host)
    {
        RegistrationTable table = host.Loop.Core.Poller.Table;
        for (int slot = 0; slot < table.Length; slot++)
        {
            if (table[slot] is { Handler: IConnection { HasQueuedOutput: true, IsFlushQueued: false } connection } registration
                && (registration.Interest & Interest.Write) == 0)
            {
                throw Broken(host, $"{connection} on descriptor {slot} has output queued, but neither waits for writable nor is in line to be flushed");
            }
        }
    }

    private static bool BelongsToLoop(LoopCore core, int descriptor) =>
        core.Poller.Table[descriptor] is not null || core.Spares.Holds(descriptor) || core.Listeners.Exists(listener => listener.Holds(descriptor));

    private SimulationException Broken(SimulatedHost host, string complaint) =>
        simulation.Failed(SimulationFailure.Invariant, $"on '{host.Name}', {complaint}.");
}
