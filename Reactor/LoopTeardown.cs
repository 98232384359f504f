using Reactor.Polling;

namespace Reactor;

/// <summary>Disposes of everything a loop has, in the order in which one thing needs another.</summary>
internal static class LoopTeardown
{
    public static void Run(LoopCore core)
    {
        // Nothing new that would have to be closed: a handler that connects again when it hears of the end is refused. Timers
        // and tasks are still taken, and dropped and counted below.
        core.IsClosing = true;
        Contain(core, core.Ending.Cancel);
        foreach (StreamListener listener in core.Listeners.ToArray())
        {
            listener.Dispose();
        }

        foreach (ConnectAttempt attempt in core.Connects.ToArray())
        {
            Contain(core, attempt.EndWithLoop);
        }

        EndRegistrations(core);
        core.Statistics.TasksDropped += core.Tasks.Close();
        core.Statistics.TimersDropped += core.Wheel.DropAll();
        core.IsClosed = true;
        core.Poller.Dispose();
        core.Wakeup.Close();
    }

    private static void EndRegistrations(LoopCore core)
    {
        for (int slot = 0; slot < core.Poller.Table.Length; slot++)
        {
            switch (core.Poller.Table[slot])
            {
                case { Handler: Polling.Wakeup }:
                case null:
                    break;
                case { Handler: IConnection connection }:
                    Contain(core, connection.OnLoopClosed);
                    break;
                case { } registration:
                    registration.Dispose();
                    break;
            }
        }

        while (core.Connections.Closed.TryDequeue(out IConnection? closed))
        {
            Contain(core, closed.OnSettledClosed);
        }
    }

    private static void Contain(LoopCore core, Action callback)
    {
#pragma warning disable CA1031 // One callback's fault must not keep the rest from being closed.
        try
        {
            callback();
        }
        catch (Exception exception)
        {
            core.Faults.Report(FaultKind.Closed, callback.Target, exception);
        }
#pragma warning restore CA1031
        core.Context.Restore();
    }
}
