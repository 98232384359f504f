using System.Net;
using System.Net.Sockets;
using Reactor.SystemCalls;
using SocketAddress = Reactor.SystemCalls.SocketAddress;

namespace Reactor.Tests.Simulated;

/// <summary>Plays the steps of a script on one kernel, and tells what each came to.</summary>
internal sealed class KernelPlayer : IDisposable
{
    private const Readiness Everything = Readiness.In | Readiness.Out | Readiness.ReadHangup | Readiness.Priority;

    // Level-triggered ones first: they are what the event loop uses.
    private static readonly Readiness[] s_interests =
    [
        Readiness.In, Readiness.Out, Readiness.In | Readiness.Out, Readiness.None, Everything,
        Readiness.In | Readiness.OneShot, Readiness.Out | Readiness.OneShot,
        Readiness.In | Readiness.EdgeTriggered, Readiness.Out | Readiness.EdgeTriggered, Readiness.In | Readiness.Out | Readiness.EdgeTriggered,
    ];

    private readonly KernelUnderTest _underTest;
    private readonly int[] _slots = new int[KernelStep.Slots];
    private readonly bool[] _isUnix = new bool[KernelStep.Slots];
    private readonly int _observer;
    private readonly int _epoll;
    private readonly int _tcpListener;
    private readonly int _unixListener;
    private readonly int _nobody;
    private readonly byte[] _tcp;
    private readonly byte[] _unix;
    private readonly byte[] _tcpNobody;
    private readonly byte[] _unixNobody;
    private readonly ReadyEvent[] _ready = new ReadyEvent[KernelStep.Slots];
    private byte _next;

    public KernelPlayer(KernelUnderTest underTest)
    {
        _underTest = underTest;
        Array.Fill(_slots, -1);
        _observer = Kernel.EpollCreate();
        _epoll = Kernel.EpollCreate();
        string name = Path.GetRandomFileName();
        (_tcpListener, _tcp) = Bind(new IPEndPoint(IPAddress.Loopback, 0));
        (_unixListener, _unix) = Bind(new UnixDomainSocketEndPoint($"\0reactor-{name}"));
        (_nobody, _tcpNobody) = Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _unixNobody = AddressOf(new UnixDomainSocketEndPoint($"\0reactor-{name}-nobody"));
        Kernel.Listen(_tcpListener, 16);
        Kernel.Listen(_unixListener, 16);

        // Two connections to begin with.
        Do(new KernelStep(KernelAct.OpenTcp, 0, 0));
        Do(new KernelStep(KernelAct.OpenUnix, 2, 0));
        foreach (int client in new[] { 0, 2 })
        {
            Do(new KernelStep(KernelAct.Connect, client, 0));
            for (int patience = 10_000; Do(new KernelStep(client == 0 ? KernelAct.AcceptTcp : KernelAct.AcceptUnix, client + 1, 0)) < 0 && patience > 0; patience--)
            {
                LetPass();
            }
        }
    }

    /// <summary>The bytes of the last receive.</summary>
    public byte[] Received { get; private set; } = [];

    private Kernel Kernel => _underTest.Kernel;

    public void LetPass() => _underTest.LetPass();

    /// <summary>Takes a step.</summary>
    /// <returns>What the call answered; 0 for a descriptor, whatever its number.</returns>
    public int Do(KernelStep step)
    {
        int slot = step.Slot;
        int descriptor = _slots[slot];
        switch (step.Act)
        {
            case KernelAct.OpenTcp:
                return Open(slot, unix: false);
            case KernelAct.OpenUnix:
                return Open(slot, unix: true);
            case KernelAct.Connect:
                return Kernel.Connect(descriptor, _isUnix[slot] ? _unix : _tcp);
            case KernelAct.ConnectToNobody:
                return Kernel.Connect(descriptor, _isUnix[slot] ? _unixNobody : _tcpNobody);
            case KernelAct.AcceptTcp:
                return Accept(slot, unix: false);
            case KernelAct.AcceptUnix:
                return Accept(slot, unix: true);
            case KernelAct.Send:
                return Kernel.Send(descriptor, Message(step.Number));
            case KernelAct.Receive:
                return Receive(descriptor, step.Number);
            case KernelAct.ShutdownReceive:
                return Kernel.Shutdown(descriptor, SocketShutdown.Receive);
            case KernelAct.ShutdownSend:
                return Kernel.Shutdown(descriptor, SocketShutdown.Send);
            case KernelAct.ShutdownBoth:
                return Kernel.Shutdown(descriptor, SocketShutdown.Both);
            case KernelAct.CloseHard:
                Kernel.SetSocketOption(descriptor, SocketOption.Linger, 0);
                return Close(slot);
            case KernelAct.Close:
                return Close(slot);
            case KernelAct.Duplicate:
                return Duplicate(slot, step.Number % KernelStep.Slots);
            case KernelAct.GetError:
                int result = Kernel.GetSocketOption(descriptor, SocketOption.Error, out int error);
                return result < 0 ? result : error;
            case KernelAct.GetPeerName:
                return Kernel.GetPeerName(descriptor, new byte[SocketAddress.MaxLength], out int length) is var failure and < 0 ? failure : length;
            case KernelAct.Listen:
                return _isUnix[slot] ? Kernel.Listen(descriptor, 4) : 0;
            case KernelAct.Watch:
                return Kernel.EpollAdd(_epoll, descriptor, InterestOf(step), (ulong)slot);
            case KernelAct.WatchOtherwise:
                return Kernel.EpollModify(_epoll, descriptor, InterestOf(step), (ulong)slot);
            default:
                return Kernel.EpollDelete(_epoll, descriptor);
        }
    }

    /// <summary>What every slot is ready for, all bits asked for.</summary>
    public void Observe(Readiness[] observed)
    {
        Array.Clear(observed);
        int count = Kernel.EpollWait(_observer, _ready, 0);
        for (int index = 0; index < count; index++)
        {
            observed[_ready[index].Data] = _ready[index].Readiness;
        }
    }

    /// <summary>Adds what the script's own epoll instance reports.</summary>
    public void Collect(Readiness[] collected)
    {
        int count = Kernel.EpollWait(_epoll, _ready, 0);
        for (int index = 0; index < count; index++)
        {
            collected[_ready[index].Data] |= _ready[index].Readiness;
        }
    }

    public void Dispose()
    {
        foreach (int descriptor in (int[])[.. _slots, _observer, _epoll, _tcpListener, _unixListener, _nobody])
        {
            // Hard, or the script would leave thousands of connections in TIME_WAIT.
            Kernel.SetSocketOption(descriptor, SocketOption.Linger, 0);
            Kernel.Close(descriptor);
        }

        _underTest.Dispose();
    }

    /// <remarks>
    /// TCP is not asked for edges: it wakes also when its end is acknowledged, and Linux puts that off for as long as it likes.
    /// </remarks>
    private Readiness InterestOf(KernelStep step)
    {
        Readiness interest = s_interests[step.Number % s_interests.Length];
        return _isUnix[step.Slot] ? interest : interest & ~Readiness.EdgeTriggered;
    }

    private static byte[] AddressOf(EndPoint endPoint)
    {
        byte[] address = new byte[SocketAddress.MaxLength];
        return address[..SocketAddress.Write(endPoint, address)];
    }

    private (int Socket, byte[] Address) Bind(EndPoint endPoint)
    {
        int socket = Kernel.Socket(SocketAddress.FamilyOf(endPoint), SocketType.Stream);
        Kernel.Bind(socket, AddressOf(endPoint));
        byte[] address = new byte[SocketAddress.MaxLength];
        Kernel.GetSocketName(socket, address, out int length);
        return (socket, address[..length]);
    }

    private int Open(int slot, bool unix) =>
        _slots[slot] >= 0 ? 0 : Fill(slot, unix, Kernel.Socket(unix ? AddressFamily.Unix : AddressFamily.InterNetwork, SocketType.Stream));

    private int Accept(int slot, bool unix)
    {
        if (_slots[slot] >= 0)
        {
            return 0;
        }

        // A Unix client has no name; the length says so. The address of another is the kernel's choice.
        int accepted = Kernel.Accept(unix ? _unixListener : _tcpListener, new byte[SocketAddress.MaxLength], out int length);
        Fill(slot, unix, accepted);
        return accepted < 0 ? accepted : length;
    }

    private int Duplicate(int slot, int other) =>
        _slots[other] >= 0 ? 0 : Fill(other, _isUnix[slot], Kernel.Duplicate(_slots[slot]));

    private int Fill(int slot, bool unix, int descriptor)
    {
        if (descriptor < 0)
        {
            return descriptor;
        }

        _slots[slot] = descriptor;
        _isUnix[slot] = unix;
        if (!unix)
        {
            // Without it Linux holds a small segment back until the one before is acknowledged, which may take 40 ms.
            Kernel.SetSocketOption(descriptor, SocketOption.NoDelay, 1);
        }

        return Kernel.EpollAdd(_observer, descriptor, Everything, (ulong)slot);
    }

    private int Close(int slot)
    {
        // A duplicate may keep the file open, and then both instances would go on reporting it.
        int descriptor = _slots[slot];
        _slots[slot] = -1;
        Kernel.EpollDelete(_observer, descriptor);
        Kernel.EpollDelete(_epoll, descriptor);
        return Kernel.Close(descriptor);
    }

    private byte[] Message(int length)
    {
        byte[] message = new byte[length];
        for (int index = 0; index < length; index++)
        {
            message[index] = _next++;
        }

        return message;
    }

    private int Receive(int descriptor, int length)
    {
        byte[] buffer = new byte[length];
        int count = Kernel.Receive(descriptor, buffer);
        Received = buffer[..Math.Max(count, 0)];
        return count;
    }
}
