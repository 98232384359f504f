using System.Net;
using System.Runtime.InteropServices;
using Reactor.Simulation;
using Reactor.SystemCalls;

namespace Reactor.Tests.Conformance;

/// <summary>Two hosts of a simulation in which nothing goes wrong by chance.</summary>
internal sealed class SimulatedStage : Stage
{
    private readonly Reactor.Simulation.Simulation _simulation;
    private readonly SimulatedHost _server;
    private readonly SimulatedHost _client;

    public SimulatedStage(EventLoopOptions server, long seed)
    {
        _simulation = new Reactor.Simulation.Simulation(seed);
        _server = _simulation.AddHost("server", server);
        _client = _simulation.AddHost("client");
    }

    public override EventLoop Server => _server.Loop;

    public override EventLoop Client => _client.Loop;

    public override Kernel ServerKernel => _server.Kernel;

    public override Kernel ClientKernel => _client.Kernel;

    public override IPAddress Address => _server.Address;

    public override void RunUntil(Func<bool> condition, string expression = "") => _simulation.RunUntil(condition, null, expression);

    public override void RunFor(TimeSpan time) => _simulation.RunFor(time);

    public override long TurnsIn(TimeSpan time)
    {
        Settle();
        long before = Server.Statistics.Turns;
        RunFor(time);
        return Server.Statistics.Turns - before;
    }

    public override void Settle() => _simulation.RunUntilQuiet();

    public override void Stall(TimeSpan time) => _server.Stall(time);

    public override void DuringSleep(Action elsewhere)
    {
        Settle();
        bool isDone = false;
        using LoopTimer limit = Server.Schedule(TimeSpan.FromMinutes(10), static () => { });
        Client.Schedule(TimeSpan.FromMilliseconds(1), () =>
        {
            elsewhere();
            isDone = true;
        });
        _simulation.RunUntil(() => isDone);
    }

    public override void LeaveDescriptors(int count)
    {
        // A limit is one more than the highest number that is handed out.
        HashSet<int> taken = [0, 1, 2, .. _server.Kernel.Files.Walk().Select(static open => open.Descriptor)];
        int limit = 0;
        for (int left = count; left > 0 || taken.Contains(limit); limit++)
            left -= taken.Contains(limit) ? 0 : 1;

        _server.DescriptorLimit = limit;
    }

    public override (SafeHandle Read, SafeHandle Write) Pipe()
    {
        SimulatedPipe pipe = _server.CreatePipe();
        return (pipe.Reader, pipe.Writer);
    }

    public override void Dispose() => _simulation.Dispose();
}
