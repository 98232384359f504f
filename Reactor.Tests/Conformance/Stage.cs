using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Reactor.SystemCalls;

namespace Reactor.Tests.Conformance;

/// <summary>A server and a client, each with a loop, and the test's thread turning both. What a test does here means the same on both kernels.</summary>
internal abstract class Stage : IDisposable
{
    public abstract EventLoop Server { get; }

    public abstract EventLoop Client { get; }

    public abstract Kernel ServerKernel { get; }

    /// <summary>For a peer that knows nothing of loops; see <see cref="RawPeer"/>.</summary>
    public abstract Kernel ClientKernel { get; }

    /// <summary>Where the server can be reached.</summary>
    public abstract IPAddress Address { get; }

    /// <summary>An end point of the server's that leaves the choice of the port to the kernel.</summary>
    public IPEndPoint AnyPort => new(Address, 0);

    public static Stage On(Platform platform, EventLoopOptions? server = null, long seed = 42) =>
        platform == Platform.Linux ? new LinuxStage(server ?? new()) : new SimulatedStage(server ?? new(), seed);

    /// <summary>Takes turns until a condition holds.</summary>
    public abstract void RunUntil(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string expression = "");

    /// <summary>Lets virtual time pass, and what happens in it happen.</summary>
    public abstract void RunFor(TimeSpan time);

    /// <summary>Lets virtual time pass when all is quiet.</summary>
    /// <returns>How many turns the server's loop took in it: few, if it sleeps.</returns>
    public abstract long TurnsIn(TimeSpan time);

    /// <summary>Takes turns until nothing happens any more, timers aside.</summary>
    public abstract void Settle();

    /// <summary>The server's process stands still.</summary>
    public abstract void Stall(TimeSpan time);

    /// <summary>Does something on the client's side while the server's loop sleeps, which it would for ten minutes.</summary>
    public abstract void DuringSleep(Action elsewhere);

    /// <summary>Lets the server's process open so many descriptors more, and no others.</summary>
    public abstract void LeaveDescriptors(int count);

    /// <summary>A pipe of the server's.</summary>
    public abstract (SafeHandle Read, SafeHandle Write) Pipe();

    /// <summary>A client of the server that is connected.</summary>
    public RawPeer Connect(EndPoint endPoint)
    {
        RawPeer peer = new(ClientKernel, endPoint);
        RunUntil(() => peer.IsConnected || peer.Error != 0);
        return peer;
    }

    public abstract void Dispose();
}
