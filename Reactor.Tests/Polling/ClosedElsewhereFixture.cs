using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Reactor.Handlers;
using Reactor.Simulation;
using Reactor.Tests.Handlers;
using Reactor.Tests.Support;

namespace Reactor.Tests.Polling;

/// <summary>For what becomes of a number that somebody closed behind the loop's back, and that the kernel hands out again.</summary>
public abstract class ClosedElsewhereFixture : LoopFixture
{
    /// <summary>What the fault policy of <see cref="Own"/> heard.</summary>
    protected List<LoopFault> Heard { get; } = [];

    /// <summary>The kernel of <see cref="Own"/>.</summary>
    private protected NumberKernel Numbers { get; private set; } = null!;

    /// <summary>A loop to which numbers are handed out that the test chooses.</summary>
    protected EventLoop Own { get; private set; } = null!;

    [SetUp]
    public void MakeLoopOfChosenNumbers()
    {
        Heard.Clear();
        Numbers = new NumberKernel();
        Own = new EventLoop(new EventLoopOptions
        {
            Kernel = Numbers,
            FaultPolicy = fault =>
            {
                Heard.Add(fault);
                return FaultAction.Contain;
            },
        });
    }

    [TearDown]
    public void CloseLoop() => Own.Dispose();

    /// <summary>A descriptor of another library, readable unless the count is 0. Nothing but its number refers to the file.</summary>
    protected static int Foreign(uint count = 1)
    {
        using SafeFileHandle made = Descriptors.EventFd(count);
        return Descriptors.Duplicate(made);
    }

    protected Registration RegisterForeign(int number, IHandler handler) =>
        Own.Register(Owned(new SafeFileHandle(number, ownsHandle: false)), Interest.Read, handler);

    private protected Probe Connect(string way, int number, out Action<byte> send)
    {
        Probe probe = new();
        if (way == "adopt")
        {
            SafeSocketHandle socket = ConnectedSocket(out SafeHandle peer);
            send = value => Descriptors.Write(peer, value);
            Numbers.Next = number;
            Own.Adopt(socket, probe);
            return probe;
        }

        Probe other = new();
        StreamListener listener = Own.Listen(new IPEndPoint(IPAddress.Loopback, 0), () => way == "accept" ? probe : other);
        if (way == "accept")
        {
            // The socket that connects is made first, and has a number of its own.
            Own.Connect(listener.LocalEndPoint, other);
            Numbers.Next = number;
        }
        else
        {
            Numbers.Next = number;
            Own.Connect(listener.LocalEndPoint, probe);
        }

        Own.RunUntil(() => probe.IsConnected && other.IsConnected);
        send = value => other.Send(new byte[] { value });
        return probe;
    }
}
